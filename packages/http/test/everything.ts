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
  const it = exchange(answered, { asked: request(asked) });
  const identity = identify(it.request);
  const stored = storedResponse(it, identity, policy);
  const variants = withVariant([stored], stored, it.request, 9);

  shareable(it, policy);
  joinability(it.request);
  flightParts(it.request, identity);
  plan(variants, it.request, identity, NOW + 1);
  answerFrom(stored, it.request, NOW + 1, 100);
  mayStandIn(stored, it.request, 'server-error', NOW + 1, 0);
  hasValidator(stored);
  conditionalHeaders(it.request, variants);
  freshen(variants, variants, it, identity, policy);
  freshenByHead(variants, it, identity, policy);
  invalidatedTargets({ ...it.request, method: 'POST' }, it.response);
  withCacheStatus(stored.headers, { cache: 'test' });
}
