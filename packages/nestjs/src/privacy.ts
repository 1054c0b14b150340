import { HttpException } from '@nestjs/common';
import { parseVary } from '@sameflight/http';
import type { Emission } from './first-value.js';
import type { PassThroughReason } from './pass-through.js';
import { isNoStore, isPrivate } from './plan.js';
import type { Take } from './recorder.js';
import { isObject } from './taped-errors.js';
import { unshareableKind } from './unshareable.js';

/** Statuses that answer what one caller says he has, or the part that he asks for. RFC 9110 §13.2, §14. */
const CONDITIONAL = new Set<number | undefined>([206, 304, 412, 416]);

/** Why an answer is for the caller alone who started the flight, if it is. */
export function privacyOf(emission: Emission, take: Take): PassThroughReason | undefined {
  if (emission.kind !== 'one') return emission.kind;
  return unshareableKind(emission.value) ?? privacyOnTape(take);
}

/** Why an error cannot go to others, if so: what was written before it goes along with an object alone. */
export function privacyOfError(error: unknown, take: Take): PassThroughReason | undefined {
  const { tape } = take;
  if (error instanceof HttpException && CONDITIONAL.has(error.getStatus())) return 'conditional';
  if (tape === undefined || tape.isBlank) return tape?.privateFor;
  return privacyOnTape(take) ?? (isObject(error) ? undefined : 'header');
}

/** Why what a handler wrote to its response cannot be played to others, if so. */
function privacyOnTape({ tape, plan, route: { replayed } }: Take): PassThroughReason | undefined {
  if (tape === undefined || tape.isBlank) return tape?.privateFor;
  if (tape.privateFor !== undefined) return tape.privateFor;
  if (CONDITIONAL.has(tape.status)) return 'conditional';
  const { headers } = tape;
  if (headers.has('set-cookie')) return 'set-cookie';
  const cacheControl = headers.get('cache-control');
  if (isNoStore(cacheControl)) return 'no-store';
  if (plan.isForAll && isPrivate(cacheControl)) return 'private';
  const vary = headers.get('vary');
  if (vary !== undefined && parseVary([['vary', String(vary)]]) === '*') return 'vary';
  return [...headers.keys()].every((name) => replayed.has(name)) ? undefined : 'header';
}
