export { type CacheStatus, formatCacheStatus, withCacheStatus } from './cache-status.js';
export { parseAge } from './fields/age.js';
export {
  type CacheControl,
  type CacheDirective,
  parseCacheControl,
} from './fields/cache-control.js';
export {
  type EntityTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
} from './fields/entity-tag.js';
export {
  fieldValue,
  type HeaderList,
  type HeaderSource,
  type HeaderValue,
  hasField,
  headerList,
  withField,
  withoutFields,
} from './fields/header-list.js';
export { parseHttpDate } from './fields/http-date.js';
export { type RequestDirectives, requestDirectives } from './fields/request-directives.js';
export { type ResponseDirectives, responseDirectives } from './fields/response-directives.js';
export { isHeuristicallyCacheable, isServerError } from './fields/status.js';
export { parseVary } from './fields/vary.js';
export { isCredential } from './identity/credentials.js';
export { flightParts, joinability, type Lonely } from './identity/flight.js';
export { ANYONE, type Identity, identify } from './identity/identity.js';
export { matchesSelecting, type SelectingField, selectingFields } from './identity/selecting.js';
export type { Exchange, RequestHead, ResponseHead } from './message.js';
export { type Answer, answerFrom } from './reusing/answer.js';
export { type ByteRange, rangeOf } from './reusing/byte-range.js';
export { type Forward, type Plan, plan } from './reusing/plan.js';
export { alreadyHas } from './reusing/preconditions.js';
export { type Failure, mayStandIn, type Reuse, reuse, type Use } from './reusing/reuse.js';
export { inScope, selectVariant } from './reusing/select.js';
export { currentAge } from './storing/age.js';
export type { CachePolicy } from './storing/policy.js';
export { type PassReason, type Shareability, shareable } from './storing/shareable.js';
export { type StoredResponse, storedResponse } from './storing/stored-response.js';
export type { ReuseTerms } from './storing/terms.js';
export { withVariant } from './storing/variants.js';
export { type Freshening, freshen } from './updating/freshen.js';
export { freshenByHead } from './updating/head.js';
export { invalidatedTargets, isSafeMethod } from './updating/invalidation.js';
export { outdated } from './updating/update.js';
export { conditionalHeaders, hasValidator } from './updating/validation.js';
