import { type RedisTier, redisTier } from '@sameflight/redis';
import { createClient } from 'redis';

/** What a process needs to know of the Redis that it shares. */
export interface TierPlace {
  readonly url: string;
  readonly prefix: string;
}

/** The tier that makes one cache of all processes. */
export async function openTier({ url, prefix }: TierPlace): Promise<RedisTier> {
  // A stampede keeps this machine busy: Redis has more time to answer than it would need elsewhere.
  const tier = redisTier({ client: createClient({ url }), prefix, timeout: 3_000 });
  await tier.ready();
  return tier;
}
