import type { CacheNamespace } from '@sameflight/core';
import type { Airborne } from './airborne.js';
import type { BriefMemory } from './brief-memory.js';
import type { Settings } from './settings.js';
import type { Shelves } from './shelves.js';
import type { UnsharedMemory } from './unshared.js';

export interface FailedRefresh {
  /** Failures in a row. */
  readonly count: number;
  /** No refresh starts before, on the monotonic clock. */
  readonly retryAt: number;
}

/** Where an HTTP cache keeps what it knows. */
export interface Stores {
  readonly options: Settings;
  /** The responses. */
  readonly cache: CacheNamespace;
  /** Which of them there are for each URL. */
  readonly shelves: Shelves;
  /** The URLs whose last answer could not be shared: requests for them go side by side. */
  readonly unshared: UnsharedMemory;
  /** The flights that may outlast `flightTimeout`. */
  readonly airborne: Airborne;
  /** The keys that are being refreshed in the background. */
  readonly refreshing: Set<string>;
  /** The keys whose last refresh failed. */
  readonly failedRefreshes: BriefMemory<FailedRefresh>;
}
