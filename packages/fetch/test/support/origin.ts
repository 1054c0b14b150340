import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How an origin answers the request with this number; the first is 1. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  number: number,
) => void | Promise<void>;

/** A real server on loopback, for one test. */
export interface Origin {
  readonly url: string;
  /** The requests that came, as they came. */
  readonly requests: readonly IncomingMessage[];
  /** Resolves when `count` requests have come. */
  arrived(count: number): Promise<void>;
  /** Resolves when `count` of the connections' requests were given up by the other side. */
  dropped(count: number): Promise<void>;
  /** Makes it unreachable. */
  stop(): void;
}

export async function origin(answer: Answer): Promise<Origin> {
  const requests: IncomingMessage[] = [];
  const arrivals = counter();
  const drops = counter();
  const server = createServer((request, response) => {
    requests.push(request);
    response.on('close', () => {
      if (!response.writableFinished) drops.count();
    });
    arrivals.count();
    void answer(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    arrived: arrivals.reached,
    dropped: drops.reached,
    stop,
  };
}

/** Answers every request at once, with these headers and a body that tells its number. */
export function always(headers: Record<string, string>, status = 200): Answer {
  return (_request, response, number) => {
    response.writeHead(status, headers).end(`answer ${number}`);
  };
}

/** An origin whose answers wait until the test lets them go. */
export function held(answer: Answer): { answer: Answer; release: (count?: number) => void } {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    answer: (request, response, number) => {
      const go = (): void => void answer(request, response, number);
      if (isOpen) go();
      else waiting.push(go);
    },
    release: (count) => {
      if (count === undefined) isOpen = true;
      for (const go of waiting.splice(0, count ?? waiting.length)) go();
    },
  };
}

function counter(): { count: () => void; reached: (count: number) => Promise<void> } {
  let total = 0;
  const waiters: { readonly at: number; readonly resolve: () => void }[] = [];
  return {
    count: () => {
      total++;
      for (const { at, resolve } of waiters) if (total >= at) resolve();
    },
    reached: (at) =>
      new Promise((resolve) => {
        if (total >= at) resolve();
        else waiters.push({ at, resolve });
      }),
  };
}
