import { CacheManager, type CacheOptions, type RemoteFailure } from '@sameflight/core';
import {
  FakeClock,
  MemoryRemote,
  type MemoryRemoteOptions,
  type MemoryTier,
} from '@sameflight/core/testing';

/** One process of a fleet. */
export interface Member {
  readonly cache: CacheManager;
  readonly tier: MemoryTier;
  /** What the cache told of L2's failures. */
  readonly failures: RemoteFailure[];
}

export interface Fleet {
  readonly clock: FakeClock;
  readonly remote: MemoryRemote;
  readonly members: readonly [Member, Member, Member];
}

/** How long a fleet's lease stands that nobody renews. */
export const LEASE = 3_000;

/** Three processes on one L2. */
export function fleet(
  options: CacheOptions = {},
  remoteOptions: Partial<MemoryRemoteOptions> = {},
): Fleet {
  const clock = new FakeClock(1_000);
  const remote = new MemoryRemote({ clock, leaseDuration: LEASE, ...remoteOptions });
  const join = (): Member => {
    const tier = remote.tier();
    const cache = new CacheManager({ clock, remote: tier, ...options });
    const failures: RemoteFailure[] = [];
    cache.on('remote-failure', (failure) => failures.push(failure));
    return { cache, tier, failures };
  };
  return { clock, remote, members: [join(), join(), join()] };
}
