import { parseVary } from '@sameflight/http';
import { digest } from './digest.js';
import type { HandlerCall } from './handler-call.js';
import type { HandlerFlight } from './handler-flight.js';
import type { Plan } from './plan.js';
import type { HeaderValue } from './platform.js';
import { keyNames, selectingIn } from './question.js';
import type { Recording } from './recording.js';
import type { Route } from './route.js';
import type { Tape } from './tape.js';

/** One run of a handler. */
export interface Take {
  readonly call: HandlerCall;
  readonly route: Route;
  readonly plan: Plan;
  readonly tape: Tape | undefined;
  readonly flight: HandlerFlight;
}

type Headers = NonNullable<Recording['headers']>;

/** Writes down an answer for everyone. One that says by its status that something went wrong is not stored. */
export function recordingOf(value: unknown, take: Take): Recording {
  const { confirmed } = take.flight;
  const written = writtenOn(take);
  if (confirmed !== undefined && value === confirmed.value)
    return { ...confirmed.recording, ...written };
  const recording = { ...written, sameflight: 'answer', body: take.route.copy(value) } as const;
  if ((recording.status ?? 200) >= 400) take.flight.doNotStore();
  return withEtag(recording, take);
}

/** What goes along with what a handler throws, if anything does. */
export function writtenBeforeThrowing(take: Take): Recording | undefined {
  if (take.tape === undefined || take.tape.isBlank) return undefined;
  return { sameflight: 'answer', body: undefined, ...writtenOn(take) };
}

/** What the handler wrote to its response by hand. */
function writtenOn({ call, route, tape }: Take): Omit<Recording, 'sameflight' | 'body'> {
  if (tape === undefined || tape.isBlank) return {};
  const { status, statusMessage } = tape;
  const headers = [...tape.headers].map(([name, value]) => [name, value ?? null] as const);
  const names = route.facts.options.key === undefined ? unforeseen(tape, call, route) : [];
  return {
    ...(status !== undefined && { status }),
    ...(statusMessage !== undefined && { statusMessage }),
    ...(headers.length > 0 && { headers }),
    ...(names.length > 0 && { selecting: selectingIn(call.headers, names) }),
  };
}

/** The request headers that the answer turned out to vary on. */
function unforeseen(tape: Tape, call: HandlerCall, route: Route): readonly string[] {
  const vary = tape.headers.get('vary');
  const varying = vary === undefined ? [] : parseVary([['vary', String(vary)]]);
  const foreseen = keyNames(call, route);
  return varying === '*' ? [] : varying.filter((name) => !foreseen.includes(name));
}

function withEtag(recording: Recording, { call, route, tape }: Take): Recording {
  const isWanted = route.facts.options.etag === true && call.kind === 'http';
  const isGiven = tape?.headers.has('etag') || call.response?.getHeader('etag') !== undefined;
  if (!isWanted || isGiven || (recording.status ?? 200) !== 200) return recording;
  const text = jsonOf(recording.body);
  if (text === undefined) return recording;
  const etag: readonly [string, HeaderValue] = ['etag', `W/"${digest(text)}"`];
  const headers: Headers = [...(recording.headers ?? []), etag];
  return { ...recording, headers };
}

function jsonOf(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    return undefined;
  }
}
