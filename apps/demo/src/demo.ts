import { randomUUID } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import type { RemoteTier } from '@sameflight/core';
import { LocalMember } from './fleet/local-member.js';
import { findRedis } from './fleet/redis.js';
import { startOthers } from './fleet/remote-member.js';
import { openTier, type TierPlace } from './fleet/tier.js';
import { serveFiles } from './live/files.js';
import { pageModule } from './live/page.module.js';
import { Stage, type StageOptions } from './live/stage.js';
import { travelModule } from './travel/travel.module.js';
import { Upstreams } from './upstreams/upstreams.js';

export interface DemoOptions extends StageOptions {
  readonly host: string;
  /** `0` is one that the system picks. */
  readonly port: number;
  /** How many processes answer; more than one share a Redis. */
  readonly fleet: number;
  /** Without one, a fleet starts a Redis of its own. */
  readonly redisUrl: string | undefined;
}

/** The whole demo, running. */
export interface Demo {
  readonly url: string;
  /** Whether other machines can reach it. */
  readonly isOpen: boolean;
  readonly stage: Stage;
  readonly upstreams: Upstreams;
  close(): Promise<void>;
}

/**
 * Starts the upstreams, the processes that answer, the page, and the visitors.
 *
 * @throws {UsageError} where there is no Redis to share
 * @throws what the system says of a port that is taken, or of a host that is not here
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const started: { close(): unknown }[] = [];
  const close = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part.close();
  };
  const keep = <Part extends { close(): unknown }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  try {
    return { ...(await assemble(options, keep)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  { host, port, fleet, redisUrl, ...options }: DemoOptions,
  keep: <Part extends { close(): unknown }>(part: Part) => Part,
): Promise<Omit<Demo, 'close'>> {
  const tier = fleet > 1 || redisUrl ? placeAt(keep(await findRedis(redisUrl)).url) : undefined;
  const upstreams = keep(await Upstreams.start());
  const stage = new Stage(upstreams, options);
  const remote = tier && (await openTier(tier));
  const first = keep(await LocalMember.create(moduleOf(stage, upstreams, remote)));
  serveFiles(first.app);
  await first.listen(port, host);

  const others = tier ? await startOthers(fleet - 1, { upstreams: upstreams.urls, tier }) : [];
  for (const other of others) keep(other);
  keep(stage).open([first, ...others], first.cache);
  return { url: first.url, isOpen: first.isOpen, stage, upstreams };
}

/** A prefix of its own keeps what an earlier demo left in that Redis out of this one. */
function placeAt(url: string): TierPlace {
  return { url, prefix: `sameflight-demo:${randomUUID()}:` };
}

class DemoModule {}

function moduleOf(stage: Stage, upstreams: Upstreams, remote?: RemoteTier): DynamicModule {
  return {
    module: DemoModule,
    imports: [travelModule(upstreams.urls, remote), pageModule(stage)],
  };
}
