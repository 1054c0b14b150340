import {
  ASK,
  busy,
  type ContractStep,
  check,
  connect,
  entryOf,
  granted,
  held,
  outcome,
  same,
  staleEntryOf,
} from './contract-case.js';

/** Who fetches, and how those who wait hear of it. */
export const leaseCases: Readonly<Record<string, ContractStep>> = {
  'grants one lease, however many processes claim': async (bench) => {
    const tiers = [await connect(bench), await connect(bench), await connect(bench)];
    const claims = await Promise.all(
      tiers.flatMap((tier) => Array.from({ length: 10 }, () => tier.claim('key', ASK))),
    );

    const kinds = claims.map(({ kind }) => kind);
    same(kinds.filter((kind) => kind === 'granted').length, 1, 'leases granted');
    same(kinds.filter((kind) => kind === 'busy').length, 29, 'claims that find the key busy');
  },

  'leases each key by itself': async (bench) => {
    const tier = await connect(bench);
    await granted(tier, 'key');
    await granted(tier, 'other');
  },

  'gives a fresh record to whoever claims, and no lease': async (bench) => {
    const tier = await connect(bench);
    const other = await connect(bench);
    await tier.write('key', entryOf('value'));

    const claim = await other.claim('key', ASK);
    check(claim.kind === 'stored', `the claim must be answered, and is ${claim.kind}`);
    same(claim.record.value, 'value', 'the record');
    await granted(other, 'key', { ...ASK, refresh: true });
  },

  'grants a refresh although the record is fresh': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', entryOf('old'));
    const lease = await granted(tier, 'key', { ...ASK, refresh: true });

    same(await lease.write(entryOf('new')), true, 'the write');
    same(await held(tier, 'key'), { value: 'new' }, 'the record');
  },

  'brings a stale record along, to the one who fetches and to those who wait': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', staleEntryOf('old'));

    const first = await tier.claim('key', ASK);
    check(first.kind === 'granted', `the first claim must be granted, and is ${first.kind}`);
    same(first.stale?.value, 'old', 'what comes with the lease');
    const second = await busy(tier, 'key');
    same(second.stale?.value, 'old', 'what comes to those who wait');
  },

  'brings nothing along where nothing is held': async (bench) => {
    const tier = await connect(bench);
    const claim = await tier.claim('key', ASK);

    check(claim.kind === 'granted', `the claim must be granted, and is ${claim.kind}`);
    same(claim.stale, undefined, 'what comes with the lease');
  },

  'wakes those who wait when the value is there': async (bench) => {
    const [holder, waiter] = [await connect(bench), await connect(bench)];
    const lease = await granted(holder, 'key');
    const { settled } = await busy(waiter, 'key');

    same(await lease.write(entryOf('value')), true, 'the write');

    same(await outcome(bench, 'waking the waiter', settled), 'again', 'what the waiter is told');
    const claim = await waiter.claim('key', ASK);
    check(claim.kind === 'stored', `the next claim must be answered, and is ${claim.kind}`);
    same(claim.record.value, 'value', 'the record');
  },

  'wakes those who wait in the same process': async (bench) => {
    const tier = await connect(bench);
    const lease = await granted(tier, 'key');
    const { settled } = await busy(tier, 'key');

    await lease.release('alone');

    same(await outcome(bench, 'waking the waiter', settled), 'alone', 'what the waiter is told');
  },

  'tells those who wait what the holder says: claim again, or fetch alone': async (bench) => {
    for (const next of ['again', 'alone'] as const) {
      const [holder, waiter] = [await connect(bench), await connect(bench)];
      const lease = await granted(holder, next);
      const { settled } = await busy(waiter, next);

      await lease.release(next);

      same(await outcome(bench, `waking with ${next}`, settled), next, 'what the waiter is told');
      await granted(waiter, next);
    }
  },

  'stops waiting when the caller no longer waits': async (bench) => {
    const tier = await connect(bench);
    await granted(tier, 'key');
    const controller = new AbortController();
    const { settled } = await busy(tier, 'key', { refresh: false, signal: controller.signal });

    controller.abort();

    await outcome(bench, 'the end of the wait', settled);
  },

  'renews a lease for as long as its holder lives': async (bench) => {
    const [holder, waiter] = [await connect(bench), await connect(bench)];
    const lease = await granted(holder, 'key');
    for (let step = 0; step < 12; step++) await bench.pass(bench.leaseDuration / 4);

    await busy(waiter, 'key');
    same(await lease.write(entryOf('value')), true, 'the write after three leases of time');
  },

  'lets another take over when the holder is lost': async (bench) => {
    const [holder, waiter] = [await connect(bench), await connect(bench)];
    await granted(holder, 'key');
    const { settled } = await busy(waiter, 'key');
    await bench.cut(holder);

    await outcome(bench, 'the end of the lost lease', settled);

    await bench.pass(bench.leaseDuration);
    await granted(waiter, 'key');
  },

  'releases twice without harm, and never the lease of a successor': async (bench) => {
    const [holder, waiter] = [await connect(bench), await connect(bench)];
    const first = await granted(holder, 'key');
    await first.release('again');
    await granted(waiter, 'key');

    await first.release('again');
    same(await first.write(entryOf('late')), false, 'a write under a lease that has ended');

    await busy(holder, 'key');
  },

  'releases what it holds when it closes': async (bench) => {
    const [holder, waiter] = [await connect(bench), await connect(bench)];
    await granted(holder, 'key');
    const { settled } = await busy(waiter, 'key');

    await holder.close();

    await outcome(bench, 'waking the waiter', settled);
    await granted(waiter, 'key');
  },
};
