import { setTimeout as sleep } from 'node:timers/promises';
import type { Meter } from './meter.js';
import type { Plan, Visit } from './plan.js';
import { answerFor } from './upstream.js';

/**
 * Sends every client of `plan` to the service at `url`, all at once, and waits until the last is done.
 * When `signal` aborts, each client stops before its next request.
 */
export async function runClients(
  url: string,
  plan: Plan,
  meter: Meter,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(plan.map((visits) => runClient(url, visits, meter, signal)));
}

async function runClient(
  url: string,
  visits: readonly Visit[],
  meter: Meter,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, pause } of visits) {
    if (signal.aborted) return;
    await ask(url + path, path, meter);
    await sleep(pause);
  }
}

async function ask(url: string, path: string, meter: Meter): Promise<void> {
  const sentAt = performance.now();
  meter.requests += 1;
  const response = await fetch(url);
  const body = await response.text();
  if (!response.ok) meter.failed += 1;
  else if (body === answerFor(path)) meter.durations.push(performance.now() - sentAt);
  else meter.wrong += 1;
}
