import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamMode } from './mode.js';
import { RateLimit } from './rate-limit.js';
import { type RunningServer, serve } from './serve.js';

export interface UpstreamOptions {
  /** How long an answer takes, in milliseconds. */
  readonly latency: number;
  /** Calls past this many in a second are refused with 429. */
  readonly callsPerSecond: number;
  /** In a busy second one call in this many breaks, with 503. */
  readonly failEvery: number;
  /** Headers of good answers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What a good answer says of a thing. */
  readonly describe: (thing: string) => object;
}

/** Counts the calls for one thing. */
export interface Watch {
  readonly calls: number;
  stop(): void;
}

export interface Upstream extends RunningServer {
  mode: UpstreamMode;
  /** All calls that arrived, whatever became of them. */
  readonly calls: number;
  watch(thing: string): Watch;
}

/** Starts an API that others depend on. Each answer has a version of its own, so that old ones can be told from new ones. */
export async function startUpstream(options: UpstreamOptions): Promise<Upstream> {
  const limit = new RateLimit(options.callsPerSecond);
  const watches = new Set<{ readonly thing: string; calls: number }>();
  let mode: UpstreamMode = 'up';
  let calls = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // From the query: in a path, “..” is the folder above, however it is written.
    const thing = new URLSearchParams(request.url?.split('?')[1]).get('q');
    calls += 1;
    for (const watch of watches) if (watch.thing === thing) watch.calls += 1;
    const version = calls;

    if (thing === null) return refuse(response, 400, 'nothing asked for');
    if (mode === 'hung') return;
    if (mode === 'down') return void request.socket.destroy();
    const place = limit.admit(performance.now());
    if (place === undefined) return refuse(response, 429, 'too many calls');
    const isBroken = mode === 'failing' || place % options.failEvery === 0;
    await sleep(options.latency * (mode === 'slow' ? 10 : 1));
    if (isBroken) return refuse(response, 503, 'out of order');
    response.writeHead(200, { 'content-type': 'application/json', ...options.headers });
    response.end(JSON.stringify({ ...options.describe(thing), version }));
  }

  const server = await serve((request, response) => void answer(request, response));
  return {
    ...server,
    get mode() {
      return mode;
    },
    set mode(next) {
      mode = next;
    },
    get calls() {
      return calls;
    },
    watch(thing) {
      const watch = { thing, calls: 0, stop: () => void watches.delete(watch) };
      watches.add(watch);
      return watch;
    },
  };
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ reason }));
}
