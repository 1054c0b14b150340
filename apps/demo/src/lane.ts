import type { CacheManager } from '@sameflight/core';
import { type Latencies, latenciesOf } from './latencies.js';
import { runClients } from './load.js';
import { Meter } from './meter.js';
import type { Plan } from './plan.js';
import { startService } from './service.js';
import { startUpstream, type UpstreamOptions } from './upstream.js';

/** What one lane has come to. */
export interface Figures {
  readonly requests: number;
  readonly upstreamCalls: number;
  readonly callsSaved: number;
  readonly answered: number;
  readonly failed: number;
  readonly wrong: number;
  /** The most upstream calls that ever ran at once for one and the same key. */
  readonly mostAtOnce: number;
  /** Of good answers, in milliseconds. */
  readonly latencies: Latencies;
}

/** Clients, a service, and an upstream of its own. */
export interface Lane {
  run(plan: Plan, signal: AbortSignal): Promise<void>;
  figures(): Figures;
  close(): Promise<void>;
}

/** Opens a lane whose service answers through `cache`, or without Sameflight if there is none. */
export async function openLane(options: UpstreamOptions, cache?: CacheManager): Promise<Lane> {
  const upstream = await startUpstream(options);
  const service = await startService({ upstream: upstream.url, ...(cache && { cache }) });
  const meter = new Meter();

  return {
    run: (plan, signal) => runClients(service.url, plan, meter, signal),
    figures: () => ({
      requests: meter.requests,
      upstreamCalls: upstream.calls,
      callsSaved: meter.requests - upstream.calls,
      answered: meter.durations.length,
      failed: meter.failed,
      wrong: meter.wrong,
      mostAtOnce: upstream.mostAtOnce,
      latencies: latenciesOf(meter.durations),
    }),
    async close() {
      await service.close();
      await cache?.close();
      await upstream.close();
    },
  };
}
