import type { HeaderList } from '../fields/header-list.js';
import type { Exchange } from '../message.js';
import type { Ask, Received } from './ask.js';
import { noteFailure } from './disconnection.js';
import { monotonicNow } from './monotonic-now.js';

/** A response, and the exchange that it belongs to. */
export interface Crossed<Native> {
  readonly exchange: Exchange;
  readonly received: Received<Native>;
}

/** Sends a request with these headers, and notes when it went and when the response's head came. */
export async function sendUpstream<Native>(
  ask: Ask<Native>,
  headers: HeaderList,
  signal: AbortSignal,
): Promise<Crossed<Native>> {
  const sentAt = monotonicNow();
  const received = await send(ask, headers, signal);
  const receivedAt = monotonicNow();
  const exchange = {
    request: ask,
    response: received,
    sentAt,
    receivedAt,
    receivedOn: Date.now(),
    wasRedirected: received.wasRedirected === true,
  };
  return { exchange, received };
}

async function send<Native>(
  ask: Ask<Native>,
  headers: HeaderList,
  signal: AbortSignal,
): Promise<Received<Native>> {
  try {
    const isConditional = headers !== ask.headers;
    return await ask.send(headers, { method: ask.method, signal, isConditional });
  } catch (error) {
    noteFailure(error, ask);
    throw error;
  }
}

/** Sends a request as it is, for its asker, who alone may end it. */
export function sendAlone<Native>(ask: Ask<Native>): Promise<Crossed<Native>> {
  return sendUpstream(ask, ask.headers, ask.signal ?? new AbortController().signal);
}
