import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { clients } from './support/clients.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { busyOn, entry, leaseOn, options, Tiers, windows } from './support/tiers.js';

describeWithRedis.each(clients)('over $name', ({ make }) => {
  let server: RedisServer;
  const tiers = new Tiers();
  const tier = async () => (await tiers.at(server.socket, { client: make(server.socket) })).tier;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    await server.command('FLUSHALL');
  });
  afterEach(() => tiers.close());
  afterAll(() => server.stop());

  test('a value that one process wrote is read by another, with its windows, tags and age', async () => {
    const [one, other] = [await tier(), await tier()];
    const value = { at: new Date(0), ids: new Set([1n]), bytes: new Uint8Array([0, 255, 10]) };
    const given = windows({ ttl: 5_000, staleIfError: Number.POSITIVE_INFINITY });

    await one.write('user:1', entry(value, { windows: given, tags: ['users'] }));

    const record = await other.read('user:1');
    expect(record).toMatchObject({ value, windows: given, tags: ['users'] });
    expect(record?.age).toBeGreaterThanOrEqual(0);
    expect(record?.age).toBeLessThan(5_000);
  });

  test('what was never written is not read', async () => {
    expect(await (await tier()).read('user:1')).toBeUndefined();
  });

  test('undefined and null are values', async () => {
    const one = await tier();

    await one.write('nothing', entry(undefined));
    await one.write('null', entry(null));

    expect(await one.read('nothing')).toMatchObject({ value: undefined });
    expect(await one.read('null')).toMatchObject({ value: null });
  });

  test.each(['', ' ', '}', '{a}b', '#', '__proto__', '\0', '\ud800', '\ud801', 'é'.repeat(300)])(
    'the key %j is like any other',
    async (key) => {
      const [one, other] = [await tier(), await tier()];

      await one.write(key, entry(`of ${key}`));

      expect((await other.read(key))?.value).toBe(`of ${key}`);
      expect(await other.read(`${key} `)).toBeUndefined();
    },
  );

  test('one of many who claim is granted the lease; the others are told who settles it', async () => {
    const [one, other] = [await tier(), await tier()];
    const lease = await leaseOn(one, 'rate');
    const { settled } = await busyOn(other, 'rate');

    expect(await lease.write(entry(1.1))).toBe(true);

    expect(await settled).toBe('again');
    expect(await other.claim('rate', options())).toMatchObject({
      kind: 'stored',
      record: { value: 1.1 },
    });
  });

  test('a lease that is released without a value tells those who wait what to do', async () => {
    const [one, other] = [await tier(), await tier()];

    for (const next of ['alone', 'again'] as const) {
      const lease = await leaseOn(one, 'rate');
      const waits = await Promise.all([busyOn(other, 'rate'), busyOn(other, 'rate')]);
      await lease.release(next);
      expect(await Promise.all(waits.map((wait) => wait.settled))).toEqual([next, next]);
    }
    expect((await other.claim('rate', options())).kind).toBe('granted');
  });

  test('a lease ends once: later writes store nothing and later releases do nothing', async () => {
    const one = await tier();
    const lease = await leaseOn(one, 'rate');
    await lease.release('again');
    const next = await leaseOn(one, 'rate');

    await lease.release('alone');

    expect(await lease.write(entry('late'))).toBe(false);
    expect(await next.write(entry('new'))).toBe(true);
    expect((await one.read('rate'))?.value).toBe('new');
  });

  test('a claim to refresh takes no fresh record for an answer, and gets it as stale', async () => {
    const one = await tier();
    await one.write('rate', entry('old'));

    const claim = await one.claim('rate', options({ refresh: true }));

    expect(claim).toMatchObject({ kind: 'granted', stale: { value: 'old' } });
  });

  test('a record past its ttl comes along as stale, to holder and waiter alike', async () => {
    const [one, other] = [await tier(), await tier()];
    await one.write('rate', entry('old', { windows: windows({ ttl: 0, keep: 60_000 }) }));

    expect(await one.claim('rate', options())).toMatchObject({
      kind: 'granted',
      stale: { value: 'old' },
    });
    expect(await other.claim('rate', options())).toMatchObject({
      kind: 'busy',
      stale: { value: 'old' },
    });
  });

  test('who no longer waits is not kept waiting', async () => {
    const [one, other] = [await tier(), await tier()];
    await leaseOn(one, 'rate');
    const leaving = new AbortController();
    const claim = await other.claim('rate', options({ signal: leaving.signal }));

    leaving.abort();

    expect(claim.kind === 'busy' && (await claim.settled)).toBe('again');
  });

  test('a delete by any process voids the lease, wakes those who wait, and keeps the old value out', async () => {
    const [one, other] = [await tier(), await tier()];
    const lease = await leaseOn(one, 'rate');
    const { settled } = await busyOn(other, 'rate');

    await other.delete('rate');

    expect(await settled).toBe('again');
    expect(await lease.write(entry('old'))).toBe(false);
    expect(await one.read('rate')).toBeUndefined();
  });

  test('a value set by hand wins over every lease that stands', async () => {
    const [one, other] = [await tier(), await tier()];
    const lease = await leaseOn(one, 'rate');

    await other.write('rate', entry('set'));

    expect(await lease.write(entry('fetched'))).toBe(false);
    expect((await one.read('rate'))?.value).toBe('set');
  });

  test('a tag voids what carries it, whether it is stored or still being fetched, and nothing else', async () => {
    const [one, other] = [await tier(), await tier()];
    await one.write('a', entry('a', { tags: ['users', 'red'] }));
    await one.write('b', entry('b', { tags: ['rates'] }));
    const lease = await leaseOn(one, 'c');

    await other.deleteByTag('users');

    expect(await one.read('a')).toBeUndefined();
    expect((await one.read('b'))?.value).toBe('b');
    expect(await lease.write(entry('c', { tags: ['users'] }))).toBe(false);
    expect(await other.read('c')).toBeUndefined();
  });

  test('what is fetched after its tag was invalidated is stored and served', async () => {
    const one = await tier();
    await one.deleteByTag('users');

    expect(await (await leaseOn(one, 'a')).write(entry('a', { tags: ['users'] }))).toBe(true);

    expect((await one.read('a'))?.value).toBe('a');
  });

  test('a void record grants the lease to one, who may store in its place', async () => {
    const [one, other] = [await tier(), await tier()];
    await one.write('a', entry('old', { tags: ['users'] }));
    await one.deleteByTag('users');

    const claims = await Promise.all([one, other].map((from) => from.claim('a', options())));

    expect(claims.map((claim) => claim.kind).sort()).toEqual(['busy', 'granted']);
    for (const claim of claims) if (claim.kind === 'granted') await claim.lease.write(entry('new'));
    expect((await other.read('a'))?.value).toBe('new');
  });

  test('a clear voids everything under the prefix, flights included, and nothing under another', async () => {
    const [one, other] = [await tier(), await tier()];
    const { tier: foreign } = await tiers.at(server.socket, { prefix: 'other:' });
    await one.write('a', entry('a'));
    await foreign.write('a', entry('kept'));
    const lease = await leaseOn(one, 'b');

    await other.clear();

    expect(await one.read('a')).toBeUndefined();
    expect(await lease.write(entry('b'))).toBe(false);
    expect((await foreign.read('a'))?.value).toBe('kept');
  });

  test('every process hears what the others invalidate or set, and nothing of its own', async () => {
    const one = await tiers.at(server.socket, { client: make(server.socket) });
    const other = await tiers.at(server.socket, { client: make(server.socket) });

    await one.tier.delete('\ud800');
    await one.tier.write('set', entry(1));
    await one.tier.deleteByTag('users');
    await one.tier.clear();

    await other.ear.hears('cleared');
    expect(other.ear.heard).toEqual(['key \ud800', 'key set', 'tag users', 'cleared']);
    await other.tier.delete('last');
    await one.ear.hears('key last');
    expect(one.ear.heard).toEqual(['key last']);
  });

  test('everything that a record needs has a lifetime, and a lease leaves nothing behind', async () => {
    const one = await tier();
    const forever = windows({ ttl: Number.POSITIVE_INFINITY });
    await (await leaseOn(one, 'a')).write(entry('a', { windows: forever }));
    await (await leaseOn(one, 'b')).release('again');

    expect(await server.command('KEYS', '*')).toHaveLength(2);
    expect(Number(await server.command('PTTL', 'sameflight:{a}'))).toBeGreaterThan(1e12);
    expect(await one.claim('a', options())).toMatchObject({ record: { windows: forever } });
  });
});
