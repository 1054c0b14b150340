import { fieldValue, type HeaderList, withoutFields } from '../fields/header-list.js';
import { INDISPENSABLE, type ResponseDirectives } from '../fields/response-directives.js';
import { isToken, listMembers, MOST_MEMBERS } from '../fields/syntax.js';
import { type CachePolicy, isShared } from './policy.js';

/** About one connection or one proxy, not about the response. RFC 9110 §7.6.1, RFC 9111 §3.1. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * The headers of a response that are stored, and given to whoever did not ask for it himself: all but those about
 * the connection, and those that `no-cache="…"` (or `private="…"`, where shared) bars. RFC 9111 §3.1.
 */
export function keptHeaders(
  headers: HeaderList,
  directives: ResponseDirectives,
  policy: CachePolicy,
): HeaderList {
  const barred = new Set([
    ...HOP_BY_HOP,
    ...connectionFields(headers),
    ...directives.noCacheFields,
  ]);
  if (isShared(policy)) for (const name of directives.privateFields) barred.add(name);
  return withoutFields(headers, barred);
}

/** Naming a field that is for every recipient is void: it would strip a response of its limits. RFC 9110 §7.6.1. */
function connectionFields(headers: HeaderList): string[] {
  return listMembers(fieldValue(headers, 'connection') ?? '', MOST_MEMBERS)
    .filter(isToken)
    .map((name) => name.toLowerCase())
    .filter((name) => !INDISPENSABLE.has(name));
}
