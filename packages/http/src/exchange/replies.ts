import { type CacheStatus, formatCacheStatus, withMember } from '../cache-status.js';
import { type HeaderList, withFields } from '../fields/header-list.js';
import { answerFrom } from '../reusing/answer.js';
import { currentAge } from '../storing/age.js';
import type { BodySource, BuiltReply, NativeReply, Received } from './ask.js';
import type { LiveResponse } from './live-response.js';
import { monotonicNow } from './monotonic-now.js';
import type { Question } from './question.js';
import { inOnePiece, lengthOf } from './stored-body.js';
import type { StoredExchange } from './stored-exchange.js';

/** A reply's own words about what the cache did. */
export type Told = Omit<CacheStatus, 'cache' | 'ttl'>;

/**
 * The answer from a stored response: whole, a range of it, or 304 for the request's own conditions.
 *
 * @param minted cookies for this asker, in place of what is stored of them
 */
export function storedReply<Native>(
  { ask }: Question<Native>,
  name: string,
  stored: StoredExchange,
  told: Told,
  minted: HeaderList = [],
): BuiltReply<Native> {
  const now = monotonicNow();
  const length = stored.body === null ? undefined : lengthOf(stored.body);
  const answer = answerFrom(stored, ask, now, length);
  const ttl = stored.terms.lifetime - currentAge(stored, now);
  const headers = minted.length === 0 ? answer.headers : withFields(answer.headers, minted);
  return built<Native>(answer.status, headers, bodyOf(stored, answer.body), {
    about: stored.about,
    native: undefined,
    cacheStatus: { cache: name, ...told, ttl },
  });
}

/** The answer from a response that is just arriving. */
export function liveReply<Native>(
  { parts }: LiveResponse<Native>,
  name: string,
  body: BodySource,
  isStarter: boolean,
  told: Told,
): BuiltReply<Native> {
  const { received, stored, isStored } = parts;
  // What is about the connection, or barred from reuse, is for the one who asked.
  const headers = isStarter ? received.headers : stored.headers;
  return built<Native>(received.status, headers, body, {
    about: received.about,
    native: isStarter ? received.native : undefined,
    cacheStatus: {
      cache: name,
      ...told,
      ...(isStored ? { ttl: stored.terms.lifetime - stored.initialAge } : {}),
      stored: isStored && isStarter,
      collapsed: !isStarter,
    },
  });
}

/** The host's own response, which passed the cache by. */
export function nativeReply<Native>(
  { native }: Received<Native>,
  name: string,
  told: Told,
): NativeReply<Native> {
  return { kind: 'native', native, cacheStatus: formatCacheStatus({ cache: name, ...told }) };
}

/**
 * Nothing stored may serve a request that must not go upstream.
 *
 * @throws {TypeError} where the mode asks for it, as fetch does
 */
export function refusal<Native>({ mode, ask }: Question<Native>, name: string): BuiltReply<Native> {
  if (mode !== 'only-if-cached') return gatewayTimeout(name, 'only-if-cached');
  throw new TypeError(
    `nothing is stored for ${ask.method} ${ask.url}, and its mode is only-if-cached`,
  );
}

/** 504: nothing stored may serve the request, and upstream may not or cannot be asked. RFC 9111 §5.2.1.7. */
export function gatewayTimeout<Native>(name: string, detail: string): BuiltReply<Native> {
  return built<Native>(504, [], null, {
    about: undefined,
    native: undefined,
    cacheStatus: { cache: name, detail },
  });
}

function built<Native>(
  status: number,
  headers: HeaderList,
  body: BodySource,
  {
    about,
    native,
    cacheStatus,
  }: { about: unknown; native: Native | undefined; cacheStatus: CacheStatus },
): BuiltReply<Native> {
  const told = formatCacheStatus(cacheStatus);
  const all = withMember(headers, told);
  return { kind: 'built', status, headers: all, body, about, native, cacheStatus: told };
}

function bodyOf(
  { body }: StoredExchange,
  part: ReturnType<typeof answerFrom>['body'],
): Uint8Array | null {
  if (part === 'none' || body === null) return null;
  const whole = inOnePiece(body);
  return part === 'whole' ? whole : whole.subarray(part.first, part.last + 1);
}
