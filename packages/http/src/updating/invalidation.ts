import { fieldValue } from '../fields/header-list.js';
import { resolveTarget, targetOf } from '../identity/target.js';
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
  const named = ['location', 'content-location']
    .map((name) => resolveTarget(fieldValue(response.headers, name) ?? '', target))
    .filter((url) => url !== undefined && new URL(url).origin === new URL(target).origin);
  return [...new Set([target, ...named])] as string[];
}
