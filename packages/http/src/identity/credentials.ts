import type { HeaderList } from '../fields/header-list.js';

/** A header with one of these words in its name tells who is asking: `x-api-key`, `x-auth-token`, `x-tenant-id`. */
const IDENTIFYING_WORDS = new Set(
  [
    'auth authentication authorization oauth oidc bearer jwt token accesstoken authtoken',
    'apikey key signature secret password credential credentials cookie cookie2 session sessionid sid',
    'user userid username email account customer tenant organization identity principal subject role roles',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a request header with this name (lower case) tells who is asking. It errs towards yes. */
export function isCredential(name: string): boolean {
  if (name.startsWith('sec-') || name.endsWith('user-agent')) return false;
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
