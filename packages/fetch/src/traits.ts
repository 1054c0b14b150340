import { keyOf } from '@sameflight/core';
import { traitOf } from '@sameflight/http/exchange';

/** What a Request and a RequestInit say of how it is fetched. */
type Described = Pick<RequestInit, 'redirect' | 'credentials' | 'mode' | 'integrity' | 'referrer'>;

/** Members of a RequestInit that are looked at elsewhere, or change nothing about the response. */
const NO_TRAITS = new Set(
  'method headers body signal cache redirect credentials mode integrity referrer referrerPolicy keepalive priority duplex window'.split(
    ' ',
  ),
);

/** What else in a call changes the response, such as the `dispatcher` that undici sends it by. */
export function traitsOf(own: RequestInit, request: Described): string {
  const redirect = own.redirect ?? request.redirect ?? 'follow';
  const credentials = own.credentials ?? request.credentials ?? 'same-origin';
  const mode = own.mode ?? request.mode ?? 'cors';
  const integrity = own.integrity ?? request.integrity ?? '';
  const referrer = own.referrer ?? request.referrer ?? 'about:client';
  const others = othersOf(own);
  const isPlain =
    redirect === 'follow' &&
    credentials === 'same-origin' &&
    mode === 'cors' &&
    integrity === '' &&
    referrer === 'about:client' &&
    others.length === 0;
  return isPlain ? '' : keyOf(redirect, credentials, mode, integrity, referrer, others);
}

/** Those of one platform or another: `dispatcher`, `client`, `proxy`, `tls`, `cf`, `agent`. */
function othersOf(own: RequestInit): string[] {
  const others: string[] = [];
  for (const [name, value] of Object.entries(own)) {
    if (!NO_TRAITS.has(name)) others.push(`${name}=${traitOf(value)}`);
  }
  return others.sort();
}
