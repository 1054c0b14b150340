import { type ContractStep, check, connect, entryOf, held, LONG, same } from './contract-case.js';

const VALUES: readonly unknown[] = [
  undefined,
  null,
  false,
  0,
  -1.5,
  '',
  'text with ünïcödé, "quotes" and a \u0000',
  [],
  [1, [2, null]],
  {},
  { name: 'Ada', nested: { list: [true, 'x'] } },
];

const KEYS: readonly string[] = [
  '',
  'key',
  'Key',
  'key ',
  '__proto__',
  'constructor',
  '{key}',
  'a:b',
  'a*b?[c]',
  '\u0000namespace',
  'schlüssel 鍵',
  'long '.repeat(2_000),
];

/** What a store does for one process. */
export const recordCases: Readonly<Record<string, ContractStep>> = {
  'reads nothing where nothing was stored': async (bench) => {
    const tier = await connect(bench);

    same(await held(tier, 'key'), undefined, 'an empty store');
  },

  'gives back every value as it was written': async (bench) => {
    const tier = await connect(bench);
    for (const [index, value] of VALUES.entries()) await tier.write(`key ${index}`, entryOf(value));

    for (const [index, value] of VALUES.entries())
      same(await held(tier, `key ${index}`), { value }, `value ${index}`);
  },

  'gives back the windows and the tags': async (bench) => {
    const tier = await connect(bench);
    const windows = {
      ttl: 60_000.5,
      staleWhileRevalidate: 1_000,
      staleIfError: Number.POSITIVE_INFINITY,
      keep: 3_000,
    };

    await tier.write('key', entryOf('value', windows, ['red', '__proto__']));

    const record = await tier.read('key');
    same(record?.windows, windows, 'windows');
    same([...(record?.tags ?? [])].sort(), ['__proto__', 'red'], 'tags');
  },

  'tells keys apart, whatever their text': async (bench) => {
    const tier = await connect(bench);
    for (const [index, key] of KEYS.entries()) await tier.write(key, entryOf(index));

    for (const [index, key] of KEYS.entries())
      same(await held(tier, key), { value: index }, `key ${JSON.stringify(key.slice(0, 20))}`);
  },

  'shows every process what one of them wrote': async (bench) => {
    const writer = await connect(bench);
    const reader = await connect(bench);

    await writer.write('key', entryOf('value'));

    same(await held(reader, 'key'), { value: 'value' }, 'another process');
  },

  'lets the last write stand': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', entryOf('old', LONG, ['old tag']));
    await tier.write('key', entryOf('new'));
    await tier.deleteByTag('old tag');

    same(await held(tier, 'key'), { value: 'new' }, 'after the second write');
  },

  'keeps what was written, whatever becomes of the object': async (bench) => {
    const tier = await connect(bench);
    const value = { list: [1] };
    await tier.write('key', entryOf(value));
    value.list.push(2);

    same(await held(tier, 'key'), { value: { list: [1] } }, 'after a change to the original');
  },

  'counts the age of a record from when it was stored': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', entryOf('value'));
    const young = (await tier.read('key'))?.age;
    await bench.pass(50);
    const old = (await tier.read('key'))?.age;

    check(
      young !== undefined && young >= 0 && young < 1_000,
      `the age of a new record must be about 0, got ${young}`,
    );
    check(
      old !== undefined && old - young >= 45,
      `the age must grow with time: 50 ms later it went from ${young} to ${old}`,
    );
  },

  'keeps a record past its ttl for as long as its other windows say': async (bench) => {
    const tier = await connect(bench);
    await tier.write('stale', entryOf('old', { ...LONG, ttl: 20, keep: 600_000 }));
    await tier.write('gone', entryOf('old', { ...LONG, ttl: 20, staleWhileRevalidate: 20 }));
    await tier.write('endless', entryOf('old', { ...LONG, ttl: Number.POSITIVE_INFINITY }));
    await bench.pass(100);

    same(await held(tier, 'stale'), { value: 'old' }, 'within a window');
    same(await held(tier, 'gone'), undefined, 'past every window');
    same(await held(tier, 'endless'), { value: 'old' }, 'without an end');
  },

  'holds nothing of a value without a window, and drops its predecessor': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', entryOf('old'));
    await tier.write('key', entryOf('new', { ...LONG, ttl: 0 }));

    same(await held(tier, 'key'), undefined, 'a value of no use to anybody');
  },

  'deletes a key, and no other': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', entryOf('value'));
    await tier.write('other', entryOf('value'));
    await tier.delete('key');
    await tier.delete('never there');

    same(await held(tier, 'key'), undefined, 'a deleted key');
    same(await held(tier, 'other'), { value: 'value' }, 'another key');
  },

  'deletes what carries a tag, and nothing else': async (bench) => {
    const tier = await connect(bench);
    await tier.write('red', entryOf('value', LONG, ['colour', 'red']));
    await tier.write('blue', entryOf('value', LONG, ['colour', 'blue']));
    await tier.write('plain', entryOf('value'));
    await tier.deleteByTag('red');

    same(await held(tier, 'red'), undefined, 'a record with the tag');
    same(await held(tier, 'blue'), { value: 'value' }, 'a record with another tag');
    same(await held(tier, 'plain'), { value: 'value' }, 'a record without tags');
  },

  'stores under a tag that was once invalidated': async (bench) => {
    const tier = await connect(bench);
    await tier.deleteByTag('red');
    await tier.write('set', entryOf('value', LONG, ['red']));
    const claim = await tier.claim('fetched', {
      refresh: false,
      signal: new AbortController().signal,
    });
    check(claim.kind === 'granted', `the claim must be granted, and is ${claim.kind}`);
    same(await claim.lease.write(entryOf('value', LONG, ['red'])), true, 'the write');

    same(await held(tier, 'set'), { value: 'value' }, 'a value that was set');
    same(await held(tier, 'fetched'), { value: 'value' }, 'a value that was fetched');
  },

  'clears everything': async (bench) => {
    const tier = await connect(bench);
    await tier.write('key', entryOf('value'));
    await tier.write('other', entryOf('value', LONG, ['red']));
    await tier.clear();

    same(await held(tier, 'key'), undefined, 'one key');
    same(await held(tier, 'other'), undefined, 'another key');
    await tier.write('key', entryOf('new'));
    same(await held(tier, 'key'), { value: 'new' }, 'what was written after');
  },
};
