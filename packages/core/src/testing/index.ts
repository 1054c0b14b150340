export { type ControlledFetcher, controlledFetcher, type HeldFetch } from './controlled-fetcher.js';
export { type Deferred, deferred } from './deferred.js';
export { FakeClock } from './fake-clock.js';
export { MemoryRemote, type MemoryRemoteOptions } from './memory-remote.js';
export type { MemoryTier } from './memory-tier.js';
export type { FaultOptions, HeldOperations, RemoteOperation } from './remote-faults.js';
export {
  type ContractCase,
  remoteTierContract,
  type TierBench,
} from './remote-tier-contract.js';
