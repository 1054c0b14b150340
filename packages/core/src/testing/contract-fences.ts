import type { RemoteTier } from '../remote.js';
import {
  ASK,
  busy,
  type ContractStep,
  check,
  connect,
  entryOf,
  granted,
  held,
  LONG,
  outcome,
  same,
  staleEntryOf,
} from './contract-case.js';

type Invalidation = (tier: RemoteTier) => Promise<void>;

const INVALIDATIONS: Readonly<Record<string, Invalidation>> = {
  delete: (tier) => tier.delete('key'),
  deleteByTag: (tier) => tier.deleteByTag('red'),
  clear: (tier) => tier.clear(),
};

/** Invalidations that leave nobody in possession of the key. */
const VOIDING: readonly string[] = ['delete', 'clear'];

/** What was fetched before an invalidation is never stored after it. */
export const fenceCases: Readonly<Record<string, ContractStep>> = {
  ...each(INVALIDATIONS, 'refuses what was fetched before a', async (bench, invalidate) => {
    const [holder, other] = [await connect(bench), await connect(bench)];
    const lease = await granted(holder, 'key');
    await invalidate(other);

    same(await lease.write(entryOf('old', LONG, ['red'])), false, 'the write');
    same(await held(other, 'key'), undefined, 'the record');
  }),

  ...each(INVALIDATIONS, 'stores what was claimed after a', async (bench, invalidate) => {
    const [holder, other] = [await connect(bench), await connect(bench)];
    await invalidate(other);
    const lease = await granted(holder, 'key');

    same(await lease.write(entryOf('new', LONG, ['red'])), true, 'the write');
    same(await held(other, 'key'), { value: 'new' }, 'the record');
  }),

  ...each(INVALIDATIONS, 'brings no stale record along after a', async (bench, invalidate) => {
    const [tier, other] = [await connect(bench), await connect(bench)];
    await tier.write('key', staleEntryOf('old', ['red']));
    await invalidate(other);

    const claim = await tier.claim('key', ASK);
    check(claim.kind === 'granted', `the claim must be granted, and is ${claim.kind}`);
    same(claim.stale, undefined, 'what comes with the lease');
  }),

  ...each(
    Object.fromEntries(VOIDING.map((name) => [name, INVALIDATIONS[name] as Invalidation])),
    'takes the lease from its holder, and wakes those who wait, at a',
    async (bench, invalidate) => {
      const [holder, waiter] = [await connect(bench), await connect(bench)];
      await granted(holder, 'key');
      const { settled } = await busy(waiter, 'key');

      await invalidate(waiter);

      same(await outcome(bench, 'waking the waiter', settled), 'again', 'what the waiter is told');
      await granted(waiter, 'key');
    },
  ),

  'lets a value that was set win over the fetch under way': async (bench) => {
    const [holder, other] = [await connect(bench), await connect(bench)];
    const lease = await granted(holder, 'key');
    const { settled } = await busy(other, 'key');
    await other.write('key', entryOf('set'));

    same(await lease.write(entryOf('fetched')), false, 'the write');
    same(await held(holder, 'key'), { value: 'set' }, 'the record');
    same(await outcome(bench, 'waking the waiter', settled), 'again', 'what the waiter is told');
  },

  'refuses the write of a holder who lost the lease, and keeps what his successor wrote': async (
    bench,
  ) => {
    const [holder, successor] = [await connect(bench), await connect(bench)];
    const lost = await granted(holder, 'key');
    await bench.cut(holder);
    await bench.pass(bench.leaseDuration * 2);
    const lease = await granted(successor, 'key');
    same(await lease.write(entryOf('new')), true, "the successor's write");
    await bench.restore(holder);

    same(await wasStored(lost.write(entryOf('old'))), false, 'the late write');
    same(await held(successor, 'key'), { value: 'new' }, 'the record');
  },

  'does not mind the invalidation of a tag that the value does not carry': async (bench) => {
    const tier = await connect(bench);
    const lease = await granted(tier, 'key');
    await tier.deleteByTag('blue');

    same(await lease.write(entryOf('value', LONG, ['red'])), true, 'the write');
  },
};

function each(
  invalidations: Readonly<Record<string, Invalidation>>,
  title: string,
  step: (bench: Parameters<ContractStep>[0], invalidate: Invalidation) => Promise<void>,
): Record<string, ContractStep> {
  const named = Object.entries(invalidations).map(([name, invalidate]): [string, ContractStep] => [
    `${title} ${name}`,
    (bench) => step(bench, invalidate),
  ]);
  return Object.fromEntries(named);
}

// A tier that is still finding its feet after an interruption may reject as well as refuse.
async function wasStored(write: Promise<boolean>): Promise<boolean> {
  return write.catch(() => false);
}
