import { type HeaderList, hasField, withoutFields } from '../fields/header-list.js';
import { overridesMethod, type RequestHead } from '../message.js';
import type { Identity } from './identity.js';
import { selectingFields } from './selecting.js';

/** Why a request must have a flight of its own. */
export type Lonely =
  | 'method'
  | 'method-override'
  | 'body'
  | 'range'
  | 'conditional'
  | 'cache-control'
  | 'upgrade';

/** What an asker says for himself: which part he wants, on what condition, and how a cache is to serve him. */
const WISHES: readonly (readonly [string, Lonely])[] = [
  ['range', 'range'],
  ['if-none-match', 'conditional'],
  ['if-modified-since', 'conditional'],
  ['if-match', 'conditional'],
  ['if-unmodified-since', 'conditional'],
  ['if-range', 'conditional'],
  ['cache-control', 'cache-control'],
  ['pragma', 'cache-control'],
];
const LONELY_FIELDS: typeof WISHES = [...WISHES, ['upgrade', 'upgrade']];
const NAMES_OF_WISHES: ReadonlySet<string> = new Set(WISHES.map(([name]) => name));

/** What one without wishes of his own would ask with: for the whole, on no condition. */
export function withoutWishes(headers: HeaderList): HeaderList {
  return withoutFields(headers, NAMES_OF_WISHES);
}

/** Whether a request may wait for the answer to an equal one: `'may-join'`, or why not. */
export function joinability(request: RequestHead): 'may-join' | Lonely {
  if (request.method !== 'GET') return 'method';
  if (overridesMethod(request)) return 'method-override';
  if (request.hasBody) return 'body';
  return LONELY_FIELDS.find(([name]) => hasField(request.headers, name))?.[1] ?? 'may-join';
}

/**
 * What two requests must have in common to wait for one answer, as the parts of a key.
 * Before the answer is there nobody knows what it varies on, so this guesses, and errs towards separate requests.
 *
 * @param vary what an earlier answer varied on: better than the guess, which is `Accept*` and `Origin`
 */
export function flightParts(
  request: RequestHead,
  { target, scopes }: Identity,
  vary: readonly string[] = likelySelecting(request),
): readonly string[] {
  const selecting = selectingFields(request.headers, [...vary].sort());
  return [request.method, target, scopes[0], JSON.stringify(selecting)];
}

function likelySelecting({ headers }: RequestHead): readonly string[] {
  const names = headers.map(([name]) => name);
  return [...new Set(names)].filter((name) => name.startsWith('accept') || name === 'origin');
}
