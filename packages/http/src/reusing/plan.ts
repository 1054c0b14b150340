import { hasField } from '../fields/header-list.js';
import { requestDirectives } from '../fields/request-directives.js';
import type { Identity } from '../identity/identity.js';
import { overridesMethod, type RequestHead } from '../message.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { reuse } from './reuse.js';
import { inScope, selectVariant } from './select.js';

/**
 * What to do for a request, before the origin is asked.
 *
 * `'answer'`: serve `stored`, and refresh it in the background if `revalidate`.
 * `'ask'`: go to the origin, with the conditions of `nominated`; `fwd` is the reason in the words of RFC 9211.
 * `'refuse'`: 504, because the request is `only-if-cached` and nothing may serve it.
 */
export type Plan<Stored> =
  | {
      readonly does: 'answer';
      readonly stored: Stored;
      /** How old it is, in ms. */
      readonly age: number;
      readonly revalidate: boolean;
    }
  | {
      readonly does: 'ask';
      /** What matches the request but may not serve it yet. */
      readonly selected: Stored | undefined;
      readonly nominated: readonly Stored[];
      readonly fwd: Forward;
    }
  | { readonly does: 'refuse' };

/** Why a request goes to the origin. RFC 9211 §2.2. */
export type Forward = 'method' | 'uri-miss' | 'vary-miss' | 'stale' | 'request';

/**
 * Decides from what is stored how a request is answered.
 *
 * @param variants all that is stored for the target
 * @param now on the clock of `receivedAt`
 */
export function plan<Stored extends StoredResponse>(
  variants: readonly Stored[],
  request: RequestHead,
  identity: Identity,
  now: number,
): Plan<Stored> {
  const bypass = reasonToBypass(request);
  if (bypass) {
    const ask = { does: 'ask', selected: undefined, nominated: [], fwd: bypass } as const;
    return bypass === 'request' ? unlessRefused(request, ask) : ask;
  }

  const available = inScope(variants, identity);
  const selected = selectVariant(available, request, identity);
  if (!selected) {
    const fwd = available.length > 0 ? 'vary-miss' : 'uri-miss';
    return unlessRefused(request, { does: 'ask', selected, nominated: available, fwd });
  }
  const { use, because, age } = reuse(selected, request, now);
  if (use === 'validate') {
    const fwd = because === 'request' ? 'request' : 'stale';
    return unlessRefused(request, { does: 'ask', selected, nominated: [selected], fwd });
  }
  return { does: 'answer', stored: selected, age, revalidate: use === 'stale-while-revalidate' };
}

function unlessRefused<Stored>(request: RequestHead, ask: Plan<Stored>): Plan<Stored> {
  return requestDirectives(request.headers).onlyIfCached ? { does: 'refuse' } : ask;
}

/** What nothing stored can answer: other methods, and conditions that only an origin may judge (RFC 9111 §4.3.2). */
function reasonToBypass(request: RequestHead): Forward | undefined {
  const isRetrieval = request.method === 'GET' || request.method === 'HEAD';
  if (!isRetrieval || request.hasBody || overridesMethod(request)) return 'method';
  const isForOrigin = ['if-match', 'if-unmodified-since'].some((name) =>
    hasField(request.headers, name),
  );
  return isForOrigin ? 'request' : undefined;
}
