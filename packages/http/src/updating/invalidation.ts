import { fieldValue } from '../fields/header-list.js';
import { onSite, resolveTarget, siteOf, targetOf } from '../identity/target.js';
import type { RequestHead, ResponseHead } from '../message.js';

/** RFC 9110 §9.2.1. A method that is not known to be safe is not. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE']);

export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * The targets whose stored responses are void after an unsafe request: its own, and those that `Location` and
 * `Content-Location` name on the same origin. None when it failed. RFC 9111 §4.4.
 *
 * @throws {TypeError} when `request.url` is not an absolute URL
 */
export function invalidatedTargets(
  request: RequestHead,
  response: ResponseHead,
): readonly string[] {
  const succeeded = response.status >= 200 && response.status < 400;
  if (isSafeMethod(request.method) || !succeeded) return [];
  const target = targetOf(new URL(request.url));
  const site = siteOf(request);
  const named = ['location', 'content-location'].flatMap((name) =>
    namedBy(fieldValue(response.headers, name), target, site),
  );
  return [...new Set([target, ...named])].map((it) => onSite(it, site));
}

/** What it names where the request was sent to: there under its address, or under the name of the site that was asked. */
function namedBy(
  reference: string | undefined,
  target: string,
  site: string | undefined,
): string[] {
  const url = reference === undefined ? undefined : resolveTarget(reference, target);
  if (url === undefined) return [];
  const { origin } = new URL(url);
  const home = new URL(target).origin;
  const isOnSite = site !== undefined && resolveTarget(`//${site}`, target) === `${origin}/`;
  return origin === home || isOnSite ? [home + url.slice(origin.length)] : [];
}
