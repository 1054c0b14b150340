import type { RemoteTier } from '../remote.js';
import {
  ASK,
  type ContractStep,
  check,
  connect,
  Ear,
  entryOf,
  eventually,
  outcome,
  type TierBench,
} from './contract-case.js';

/** What the processes tell each other. */
export const busCases: Readonly<Record<string, ContractStep>> = {
  'tells the other processes of a delete': (bench) =>
    tellsOthers(bench, 'key some key', (tier) => tier.delete('some key')),

  'tells the other processes of a set': (bench) =>
    tellsOthers(bench, 'key some key', (tier) => tier.write('some key', entryOf('value'))),

  'tells the other processes of a deleteByTag': (bench) =>
    tellsOthers(bench, 'tag red', (tier) => tier.deleteByTag('red')),

  'tells the other processes of a clear': (bench) =>
    tellsOthers(bench, 'all', (tier) => tier.clear()),

  'says that messages may have been lost, once it can hear them again': async (bench) => {
    const ear = new Ear();
    const tier = await connect(bench, ear);
    const other = await connect(bench);
    // The bus carries messages by now.
    await eventually(bench, 'the first message', async () => {
      await other.delete('key');
      return ear.heard.length > 0;
    });
    const before = ear.resumptions;

    await bench.cut(tier);
    await bench.pass(50);
    await other.delete('key');
    await bench.restore(tier);

    await eventually(bench, 'word of the interruption', () => ear.resumptions > before);
    const heard = ear.heard.length;
    await eventually(bench, 'messages after the interruption', async () => {
      await other.delete('key');
      return ear.heard.length > heard;
    });
  },

  'rejects in bounded time what it cannot do': async (bench) => {
    const tier = await connect(bench);
    await bench.cut(tier);

    await rejects(bench, 'read', tier.read('key'));
    await rejects(bench, 'claim', tier.claim('key', ASK));
    await rejects(bench, 'write', tier.write('key', entryOf('value')));
    await rejects(bench, 'delete', tier.delete('key'));
    await rejects(bench, 'deleteByTag', tier.deleteByTag('red'));
    await rejects(bench, 'clear', tier.clear());
  },

  'works again once it is connected again': async (bench) => {
    const tier = await connect(bench);
    await bench.cut(tier);
    await bench.pass(50);
    await bench.restore(tier);

    await eventually(bench, 'a write', () =>
      tier.write('key', entryOf('value')).then(
        () => true,
        () => false,
      ),
    );
  },
};

async function tellsOthers(
  bench: TierBench,
  message: string,
  act: (tier: RemoteTier) => Promise<void>,
): Promise<void> {
  const ears = [new Ear(), new Ear(), new Ear()] as const;
  const [tier] = await Promise.all(ears.map((ear) => connect(bench, ear)));
  check(tier !== undefined, 'the bench must connect tiers');
  // A bus may take a moment to connect: until it has, messages are repeated.
  await eventually(bench, `"${message}" at the other processes`, async () => {
    await act(tier);
    return ears[1].heard.includes(message) && ears[2].heard.includes(message);
  });
  await bench.pass(20);
  check(
    ears[0].heard.length === 0,
    `a process must not be told of what it did itself, and heard "${ears[0].heard[0]}"`,
  );
}

async function rejects(bench: TierBench, what: string, work: Promise<unknown>): Promise<void> {
  const done = work.then(
    () => 'resolved',
    () => 'rejected',
  );
  const how = await outcome(bench, `the end of ${what} while cut off`, done);
  check(how === 'rejected', `${what} must reject while the store is out of reach, and ${how}`);
}
