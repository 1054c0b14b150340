import type { RequestHead } from '../message.js';
import { credentialsOf } from './credentials.js';
import { digest } from './digest.js';
import { onSite, parseUrl, siteOf } from './target.js';

/** The scope of answers that may serve every request for their target. */
export const ANYONE = 'anyone';

/** The scope of what is asked for without credentials, and answered for that one asker alone. */
const ANONYMOUS = 'anonymous';

/** What must be equal for two requests to be the same question from the same asker. */
export interface Identity {
  /** The URL without fragment and userinfo, and the site that `Host` names where that is another one. */
  readonly target: string;
  /** Where the answers to this request may stand: first its own scope, then that of answers for anyone, if it may use it. */
  readonly scopes: readonly [own: string, ...others: string[]];
}

/**
 * Says who asks for what. Credentials do not appear in it, only their SHA-256.
 *
 * @param partition replaces the default, which partitions by credentials: requests with equal strings may share
 * answers, others never do, not even `public` ones
 * @throws {TypeError} when `request.url` is not an absolute URL
 */
export function identify(
  request: RequestHead,
  partition?: (request: RequestHead) => string,
): Identity {
  const { target: address, userinfo } = parseUrl(request.url);
  const target = onSite(address, siteOf(request));
  if (partition) {
    return { target, scopes: [`partition:${digest(partition(request))}`] };
  }
  const credentials = credentialsOf(userinfo, request.headers);
  const own =
    credentials.length > 0 ? `credentials:${digest(JSON.stringify(credentials))}` : ANONYMOUS;
  return { target, scopes: [own, ANYONE] };
}

/** Whether it asks without credentials, by the default rule: all such have the same scopes. */
export function isStranger({ scopes }: Identity): boolean {
  return scopes[0] === ANONYMOUS;
}

/** Which of its scopes the answer to a request belongs in. */
export function scopeOf(
  { scopes: [own, ...others] }: Identity,
  response: { readonly isPublic: boolean; readonly isPrivate: boolean },
): string {
  const isOpen = !response.isPrivate && (response.isPublic || own === ANONYMOUS);
  return isOpen && others.includes(ANYONE) ? ANYONE : own;
}
