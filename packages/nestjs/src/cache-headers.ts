import type { AnswerInfo } from '@sameflight/core';
import { type CacheStatus, formatCacheStatus } from '@sameflight/http';
import type { HandlerCall } from './handler-call.js';
import type { PassThroughReason } from './pass-through.js';
import { nodeResponse, type OutgoingResponse, setHeader } from './platform.js';

const CACHE = 'sameflight';

/**
 * Tells the caller how he was answered. RFC 9211; `Age` of what was stored, RFC 9111 §5.1.
 *
 * @param isHeld is it in the cache now? What was invalidated meanwhile, or is too heavy, is answered and not stored.
 */
export function tellAnswer(
  call: HandlerCall,
  info: AnswerInfo<unknown>,
  isHeld: () => boolean,
): void {
  const response = writableResponse(call);
  if (response === undefined) return;
  tell(response, statusOf(info, isHeld));
  const isStored = info.source !== 'fetched' && info.source !== 'joined';
  if (isStored) setHeader(response, 'Age', String(Math.floor(info.age / 1000)));
}

/** Tells the caller that he was passed through. */
export function tellPassThrough(call: HandlerCall, reason: PassThroughReason): void {
  const response = writableResponse(call);
  if (response === undefined) return;
  if (reason === 'method') tell(response, { cache: CACHE, fwd: 'method' });
  else tell(response, { cache: CACHE, fwd: 'bypass', detail: reason });
}

function statusOf({ source, ttl }: AnswerInfo<unknown>, isHeld: () => boolean): CacheStatus {
  switch (source) {
    case 'hit':
      return { cache: CACHE, hit: true, ttl };
    case 'stale':
      return { cache: CACHE, hit: true, detail: 'stale' };
    case 'joined':
      return { cache: CACHE, fwd: 'miss', collapsed: true };
    case 'fallback':
      return { cache: CACHE, fwd: 'stale', detail: 'stale-if-error' };
    default:
      return { cache: CACHE, fwd: 'miss', stored: isHeld() };
  }
}

function tell(response: OutgoingResponse, status: CacheStatus): void {
  const before = response.getHeader('cache-status');
  const member = formatCacheStatus(status);
  setHeader(
    response,
    'Cache-Status',
    before === undefined ? member : `${String(before)}, ${member}`,
  );
}

function writableResponse({ kind, response }: HandlerCall): OutgoingResponse | undefined {
  if (kind !== 'http' || response === undefined) return undefined;
  return nodeResponse(response).headersSent ? undefined : response;
}
