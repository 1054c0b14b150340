import {
  answerFrom,
  conditionalHeaders,
  flightParts,
  freshen,
  freshenByHead,
  type HeaderSource,
  hasValidator,
  identify,
  invalidatedTargets,
  joinability,
  mayStandIn,
  plan,
  shareable,
  storedResponse,
  withCacheStatus,
  withVariant,
} from '../src/index.js';
import { exchange, NOW, request } from './messages.js';

/** Makes every decision there is about one request and one response. */
export function decideEverything(
  asked: HeaderSource,
  answered: HeaderSource,
  mode: 'private' | 'shared' = 'private',
): void {
  const policy = { mode };
  const whole = exchange(answered, { asked: request(asked) });
  const identity = identify(whole.request);
  const stored = storedResponse(whole, identity, policy);
  const variants = withVariant([stored], stored, whole.request, 9);

  shareable(whole, policy);
  joinability(whole.request);
  flightParts(whole.request, identity);
  plan(variants, whole.request, identity, NOW + 1);
  answerFrom(stored, whole.request, NOW + 1, 100);
  mayStandIn(stored, whole.request, 'server-error', NOW + 1, 0);
  hasValidator(stored);
  conditionalHeaders(whole.request, variants);
  freshen(variants, variants, whole, identity, policy);
  freshenByHead(variants, whole, identity, policy);
  invalidatedTargets({ ...whole.request, method: 'POST' }, whole.response);
  withCacheStatus(stored.headers, { cache: 'test' });
}
