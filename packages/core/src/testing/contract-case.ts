import type {
  Claim,
  ClaimOptions,
  Lease,
  RemoteEntry,
  RemoteListener,
  RemoteTier,
  Windows,
} from '../remote.js';

/** Where a tier is put to the test: a store of its own, empty, and time. */
export interface TierBench {
  /** Connects a new process to the bench's store. The bench closes it in the end. */
  connect(): RemoteTier | Promise<RemoteTier>;
  /** Lets time pass, real or not, and everything happen that is due by then. */
  pass(milliseconds: number): Promise<void>;
  /** How long a lease stands that nobody renews, in milliseconds. The shorter, the faster the suite on real time; 200 is plenty. */
  readonly leaseDuration: number;
  /** Cuts one process off from the store and from the bus: it renews nothing, and its operations reject. */
  cut(tier: RemoteTier): void | Promise<void>;
  /** Connects a process that was cut off. */
  restore(tier: RemoteTier): void | Promise<void>;
  /** Closes every tier, and ends whatever the bench started. */
  close(): Promise<void>;
}

/** One thing that any tier must do. */
export interface ContractCase {
  /** A promise, in the present tense. */
  readonly title: string;
  /** Resolves if the tier keeps it. @throws {Error} that says how it does not */
  run(): Promise<void>;
}

/** What one case does on its bench. */
export type ContractStep = (bench: TierBench) => Promise<void>;

/** Claims as the cache does. */
export const ASK: ClaimOptions = { refresh: false, signal: new AbortController().signal };

/** Terms long enough to outlive a case. */
export const LONG: Windows = {
  ttl: 600_000,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  keep: 0,
};

/** How long a case waits for what must come about, in milliseconds. */
const PATIENCE = 5_000;
const GLANCE = 10;

export function entryOf(value: unknown, windows: Windows = LONG, tags: string[] = []): RemoteEntry {
  return { value, windows, tags };
}

/** A record that is past its ttl, and of use for as long as a case takes. */
export function staleEntryOf(value: unknown, tags: string[] = []): RemoteEntry {
  return entryOf(value, { ...LONG, ttl: 0, staleIfError: 600_000 }, tags);
}

export function check(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise);
}

export function same(actual: unknown, expected: unknown, what: string): void {
  check(
    show(actual) === show(expected),
    `${what}: expected ${show(expected)}, got ${show(actual)}`,
  );
}

/** A new process, that listens as a cache does. */
export async function connect(bench: TierBench, ear: Ear = new Ear()): Promise<RemoteTier> {
  const tier = await bench.connect();
  tier.listen(ear);
  return tier;
}

/** The value held for a key, as `{ value }`; `undefined` where nothing is. */
export async function held(tier: RemoteTier, key: string): Promise<unknown> {
  const record = await tier.read(key);
  return record === undefined ? undefined : { value: record.value };
}

export async function granted(
  tier: RemoteTier,
  key: string,
  options: ClaimOptions = ASK,
): Promise<Lease> {
  const claim = await tier.claim(key, options);
  check(
    claim.kind === 'granted',
    `the claim for ${show(key)} must be granted, and is ${claim.kind}`,
  );
  return claim.lease;
}

export async function busy(
  tier: RemoteTier,
  key: string,
  options: ClaimOptions = ASK,
): Promise<Extract<Claim, { kind: 'busy' }>> {
  const claim = await tier.claim(key, options);
  check(claim.kind === 'busy', `the claim for ${show(key)} must be busy, and is ${claim.kind}`);
  return claim;
}

/** Lets time pass until something is so. */
export async function eventually(
  bench: TierBench,
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let waited = 0; waited < PATIENCE; waited += GLANCE) {
    if (await isSo()) return;
    await bench.pass(GLANCE);
  }
  throw new Error(`${what}: did not come about within ${PATIENCE} ms`);
}

/** What a promise resolves to, for which time has to pass. */
export async function outcome<Value>(
  bench: TierBench,
  what: string,
  promise: Promise<Value>,
): Promise<Value> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => undefined);
  await eventually(bench, what, () => isSettled);
  return settled;
}

/** Writes down what a tier tells its cache. */
export class Ear implements RemoteListener {
  readonly heard: string[] = [];
  resumptions = 0;

  keyInvalidated(key: string): void {
    this.heard.push(`key ${key}`);
  }

  tagInvalidated(tag: string): void {
    this.heard.push(`tag ${tag}`);
  }

  cleared(): void {
    this.heard.push('all');
  }

  resumed(): void {
    this.resumptions++;
  }

  failed(): void {}
}

function show(value: unknown): string {
  if (value === undefined) return 'undefined';
  return JSON.stringify(value, (_, part: unknown) =>
    part === undefined || typeof part === 'bigint' || part === Number.POSITIVE_INFINITY
      ? `<${String(part)}>`
      : part,
  );
}
