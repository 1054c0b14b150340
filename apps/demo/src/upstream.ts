import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { InTheAir } from './in-the-air.js';
import { RateLimit } from './rate-limit.js';
import { type RunningServer, serve } from './serve.js';

export interface UpstreamOptions {
  /** How long an answer takes, in milliseconds. */
  readonly latency: number;
  /** Calls past this many in a second are refused with 429. */
  readonly callsPerSecond: number;
  /** One call in this many fails with 503. */
  readonly failEvery: number;
}

export interface Upstream extends RunningServer {
  /** All calls that arrived, whatever became of them. */
  readonly calls: number;
  /** The most calls that ever ran at once for one and the same key. */
  readonly mostAtOnce: number;
}

/** The service that everything depends on: slow, rate-limited, and now and then out of order. */
export async function startUpstream(options: UpstreamOptions): Promise<Upstream> {
  const inTheAir = new InTheAir();
  const limit = new RateLimit(options.callsPerSecond);
  let calls = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    calls += 1;
    const fails = calls % options.failEvery === 0;
    if (!limit.admits(performance.now())) {
      response.writeHead(429).end('too many calls');
      return;
    }
    inTheAir.begin(path);
    await sleep(options.latency);
    // Before the answer leaves: whoever gets it may call again at once.
    inTheAir.end(path);
    if (fails) response.writeHead(503).end('out of order');
    else response.end(answerFor(path));
  }

  const server = await serve((request, response) => void answer(request, response));
  return {
    ...server,
    get calls() {
      return calls;
    },
    get mostAtOnce() {
      return inTheAir.most;
    },
  };
}

/** What a good answer says. */
export function answerFor(path: string): string {
  return JSON.stringify({ path });
}
