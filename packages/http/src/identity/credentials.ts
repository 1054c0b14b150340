import type { HeaderList } from '../fields/header-list.js';

/** A header with one of these words in its name tells who is asking: `x-api-key`, `x-tenant-id`. */
const IDENTIFYING_WORDS = new Set(
  [
    'auth authentication authorization oauth oidc bearer jwt dpop cert clientcert',
    'key accesskey signature password credential credentials cookie cookie2 sid',
    'user userid username userinfo uid email login account customer consumer client member',
    'tenant org orgid organization workspace identity principal subject role roles behalf impersonate',
  ].flatMap((line) => line.split(' ')),
);

/** And so does one with these letters anywhere in its name: `x-apitoken`, `x-sessionid`. */
const IDENTIFYING_PARTS = /token|apikey|secret|session/;

/** These tell the platform, the software, or the one request. */
const TELLING_NOBODY = /^sec-|user-agent$|client-(request|trace|correlation)-id$/;

/** Whether a request header with this name (lower case) tells who is asking. It errs towards yes. */
export function isCredential(name: string): boolean {
  if (TELLING_NOBODY.test(name)) return false;
  if (IDENTIFYING_PARTS.test(name)) return true;
  return name.split(/[-_.]/).some((word) => IDENTIFYING_WORDS.has(word));
}

/** Everything in a request that tells who is asking, in an order that does not depend on how it was written. */
export function credentialsOf(
  userinfo: string | undefined,
  headers: HeaderList,
): (readonly [string, string])[] {
  const found = headers.filter(([name]) => isCredential(name));
  if (userinfo !== undefined) found.push(['userinfo', userinfo]);
  return found.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}
