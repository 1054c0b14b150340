export { Cached } from './cached.js';
export type { CachedOptions } from './cached-options.js';
export { Coalesce, NoCoalesce } from './coalesce.js';
export { CoalescingInterceptor } from './coalescing-interceptor.js';
export { currentFlight } from './current-flight.js';
export { CallerLeftException } from './departure.js';
export {
  type CoalescingEventListener,
  type CoalescingEventMap,
  type CoalescingEventName,
  CoalescingEvents,
} from './events.js';
export {
  CurrentFlight,
  FlightSignal,
  type ParameterDecoratorFactory,
} from './flight-decorators.js';
export type { HandlerCall } from './handler-call.js';
export { cacheToken, InjectCache } from './inject-cache.js';
export { Invalidate } from './invalidate.js';
export { InvalidateCached } from './invalidate-cached.js';
export type { InvalidateCachedOptions, NamesFrom } from './invalidate-cached-options.js';
export type { InvalidateOptions, NamesOf } from './invalidate-options.js';
export type { AsyncMethodDecorator } from './method.js';
export type {
  ModulePlace,
  SameflightModuleAsyncOptions,
  SameflightModuleOptions,
  SameflightOptionsFactory,
} from './module-options.js';
export type { CoalesceOptions, SameflightOptions, SharingOptions } from './options.js';
export type { Partition } from './partition.js';
export type { PassThroughReason } from './pass-through.js';
export type {
  FastifyReply,
  HeaderValue,
  IncomingRequest,
  NodeResponse,
  OutgoingResponse,
  RequestHeaders,
} from './platform.js';
export { SameflightModule } from './sameflight.module.js';
