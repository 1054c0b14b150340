import { HttpException } from '@nestjs/common';
import { parseVary } from '@sameflight/http';
import type { Emission } from './first-value.js';
import type { PassThroughReason } from './pass-through.js';
import { isNoStore } from './plan.js';
import type { Route } from './route.js';
import type { Tape } from './tape.js';
import { isObject } from './taped-errors.js';
import { unshareableKind } from './unshareable.js';

/** Statuses that answer what one caller says he has, or the part that he asks for. RFC 9110 §13.2, §14. */
const CONDITIONAL = new Set<number | undefined>([206, 304, 412, 416]);

/** Why an answer is for the caller alone who started the flight, if it is. */
export function privacyOf(
  emission: Emission,
  tape: Tape | undefined,
  route: Route,
): PassThroughReason | undefined {
  if (emission.kind !== 'one') return emission.kind;
  return unshareableKind(emission.value) ?? privacyOnTape(tape, route);
}

/** Why an error cannot go to others, if so: what was written before it goes along with an object alone. */
export function privacyOfError(
  error: unknown,
  tape: Tape | undefined,
  route: Route,
): PassThroughReason | undefined {
  if (error instanceof HttpException && CONDITIONAL.has(error.getStatus())) return 'conditional';
  if (tape === undefined || tape.isBlank) return tape?.privateFor;
  return privacyOnTape(tape, route) ?? (isObject(error) ? undefined : 'header');
}

/** Why what a handler wrote to its response cannot be played to others, if so. */
function privacyOnTape(tape: Tape | undefined, { replayed }: Route): PassThroughReason | undefined {
  if (tape === undefined || tape.isBlank) return tape?.privateFor;
  if (tape.privateFor !== undefined) return tape.privateFor;
  if (CONDITIONAL.has(tape.status)) return 'conditional';
  const { headers } = tape;
  if (headers.has('set-cookie')) return 'set-cookie';
  if (isNoStore(headers.get('cache-control'))) return 'no-store';
  const vary = headers.get('vary');
  if (vary !== undefined && parseVary([['vary', String(vary)]]) === '*') return 'vary';
  return [...headers.keys()].every((name) => replayed.has(name)) ? undefined : 'header';
}
