import { type CallRecord, describeSpot } from './history.js';
import { isAllowedError } from './judge-error.js';
import { whatIsWrong } from './judge-value.js';
import type { World } from './world.js';

/** Was this call answered as it had to be? */
export function judgeCall(world: World, call: CallRecord): void {
  const { outcome, expected } = call;
  if (outcome === undefined || hasLeft(call)) return;
  if (expected !== undefined && !(outcome.kind === 'value' && outcome.value === expected.value))
    return complain(world, call, `must be answered with ${show(expected.value)}, which is held`);
  if (outcome.kind === 'value') {
    const wrong = whatIsWrong(world, call, outcome.value);
    if (wrong !== undefined) complain(world, call, `got ${wrong}`);
  } else if (outcome.kind === 'error') {
    if (!isAllowedError(world, call, outcome.error)) complain(world, call, 'was rejected wrongly');
  } else if (!mayBeAbsent(world, call)) complain(world, call, 'must not be absent');
}

/** A call for many keys was rejected: some key of it must be to blame. */
export function judgeMany(world: World, parts: readonly CallRecord[], error: unknown): void {
  const [first] = parts as [CallRecord];
  if (hasLeft(first) || parts.some((part) => isAllowedError(world, part, error))) return;
  complain(world, first, 'was rejected wrongly, with the others');
}

function hasLeft({ controller, outcome }: CallRecord): boolean {
  const signal = controller?.signal;
  return signal?.aborted === true && outcome?.kind === 'error' && outcome.error === signal.reason;
}

function mayBeAbsent({ history }: World, { spot, began }: CallRecord): boolean {
  return history
    .fetchesOf(spot)
    .some(({ outcome, ended }) => outcome?.kind === 'absent' && (ended?.at ?? 0) > began.at);
}

function complain({ history }: World, call: CallRecord, what: string): void {
  const { id, outcome, source, spot } = call;
  const answer = outcome?.kind === 'value' ? show(outcome.value) : 'no value';
  const got = outcome?.kind === 'error' ? `error ${show(outcome.error)}` : answer;
  const how = source === undefined ? '' : ` as ${source}`;
  history.violate(`call ${id} (${describeSpot(spot)}) ${what}; it got ${got}${how}`);
}

function show(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
