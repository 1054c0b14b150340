import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { redisTier } from '../src/index.js';
import { jsonSerializer } from '../src/index.js';
import { both, ioredis, nodeRedis } from './support/clients.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { entry, leaseOn, options, Tiers, windows } from './support/tiers.js';
import { eventually } from './support/timing.js';

const RECORD = 'sameflight:{rate}';

describeWithRedis('R-10, G16: answers that belong to other questions', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  const tiers = new Tiers();

  beforeEach(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.start(server.socket);
  });
  afterEach(async () => {
    await tiers.close();
    await proxy.stop();
    await server.stop();
  });

  const strays = [
    { what: 'all the answers to another question', strayOf: (other: Buffer) => other },
    { what: 'one answer too many', strayOf: () => Buffer.from(':60000\r\n') },
  ];

  test.each(
    strays.flatMap((stray) => [
      { ...stray, name: 'redis', make: nodeRedis },
      { ...stray, name: 'ioredis', make: ioredis },
    ]),
  )('$what: believed by nobody, and the connection is dropped, over $name', async (given) => {
    const { tier, ear } = await tiers.at(proxy.port, { client: given.make(proxy.port) });
    await tier.write('alice', entry("Alice's"));
    await tier.write('bob', entry("Bob's"));
    let alices: Buffer = Buffer.alloc(0);
    proxy.onReply = (chunk) => {
      alices = chunk;
      return chunk;
    };
    await tier.read('alice');

    // From here on, every answer on this connection comes late.
    proxy.onReply = (chunk) => {
      proxy.onReply = (later) => later;
      return Buffer.concat([given.strayOf(alices), chunk]);
    };

    await expect(tier.read('bob')).rejects.toThrow('belongs to another question');
    await ear.hears('failed integrity');
    expect((await eventually(() => tier.read('bob')))?.value).toBe("Bob's");
    expect((await tier.read('alice'))?.value).toBe("Alice's");
  });

  test('a delete is not taken for done on the answer to another', async () => {
    const { tier } = await tiers.at(proxy.port);
    await tier.write('alice', entry("Alice's"));
    await tier.delete('bob');
    const isAnswer = (chunk: Buffer) => chunk.toString().startsWith('*');
    let bobs: Buffer | undefined;
    proxy.onReply = (chunk) => {
      if (isAnswer(chunk)) bobs = chunk;
      return chunk;
    };
    await tier.delete('bob');
    proxy.onReply = (chunk) => (isAnswer(chunk) ? bobs : chunk);

    await expect(tier.delete('alice')).rejects.toThrow('belongs to another question');

    proxy.onReply = (chunk) => chunk;
    await eventually(async () => expect(await tier.read('alice')).toBeUndefined());
  });
});

describeWithRedis('R-11: what others left in the place of a record', () => {
  let server: RedisServer;
  const tiers = new Tiers();

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    await server.command('FLUSHALL');
  });
  afterEach(() => tiers.close());
  afterAll(() => server.stop());

  const lasting = ['PX', '60000'];

  test.each([
    { what: 'nothing', write: ['SET', RECORD, '', ...lasting] },
    { what: 'a text', write: ['SET', RECORD, 'hello', ...lasting] },
    { what: 'JSON that pollutes', write: ['SET', RECORD, '{"__proto__":{"x":1}}', ...lasting] },
    { what: 'a head alone', write: ['SET', RECORD, 'sf1 a.1 60000 60000 0\n', ...lasting] },
    { what: 'a head without an end', write: ['SET', RECORD, 'sf1 a.1 60000 60000 ', ...lasting] },
    { what: 'times that are none', write: ['SET', RECORD, 'sf1 a.1 NaN NaN 0\n{}', ...lasting] },
    { what: 'an older schema', write: ['SET', RECORD, 'sf0 a.1 60000 60000 0\n{}', ...lasting] },
    { what: 'a wrong checksum', write: ['SET', RECORD, sealedBy('{}', 'bad'), ...lasting] },
    { what: 'no facts', write: ['SET', RECORD, sealedBy('{}'), ...lasting] },
    { what: 'facts that are no JSON', write: ['SET', RECORD, sealedBy('no JSON'), ...lasting] },
    { what: 'no lifetime', write: ['SET', RECORD, sealedBy('{}')] },
    { what: 'a list', write: ['RPUSH', RECORD, 'a'] },
    { what: 'a hash', write: ['HSET', RECORD, 'a', 'b'] },
    { what: 'a lease that is a set', write: ['SADD', `${RECORD}:lease`, 'a'] },
    { what: 'epochs that are a text', write: ['SET', 'sameflight:{epochs}:now', 'a'] },
  ])('$what: a miss, which the next value replaces', async ({ write }) => {
    const { tier } = await tiers.at(server.socket);
    await server.command(...(write as [string, ...string[]]));

    expect(await tier.read('rate')).toBeUndefined();
    expect(await (await leaseOn(tier, 'rate')).write(entry('new'))).toBe(true);

    expect((await tier.read('rate'))?.value).toBe('new');
    await tier.deleteByTag('any');
    expect(Object.prototype).not.toHaveProperty('x');
  });

  test('a record with any one byte changed is a miss, or what was written', async () => {
    const { tier, ear } = await tiers.at(server.socket);
    await tier.write('rate', entry({ euro: 1.1 }));
    const size = Number(await server.command('STRLEN', RECORD));
    const { tier: writer } = await tiers.at(server.socket);

    for (let at = 0; at < size; at++) {
      await writer.write('rate', entry({ euro: 1.1 }));
      await server.command('SETRANGE', RECORD, String(at), at % 2 ? '~' : '\n');
      expect([undefined, { euro: 1.1 }]).toContainEqual((await tier.read('rate'))?.value);
    }

    expect(ear.failures.length).toBeGreaterThan(size / 2);
  });

  test('a record that is cut off anywhere is a miss', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.write('rate', entry({ euro: 1.1 }));
    const whole = await server.command('GET', RECORD);

    for (let length = 0; length < String(whole).length; length++) {
      await server.command('SET', RECORD, String(whole).slice(0, length), 'KEEPTTL');
      expect(await tier.read('rate')).toBeUndefined();
    }
  });

  test('a record of a newer schema is a miss that older code leaves alone, and its callers fetch for themselves', async () => {
    const { tier, ear } = await tiers.at(server.socket);
    await server.command('SET', RECORD, 'sf2 in a form to come', ...lasting);

    const claim = await tier.claim('rate', options());

    expect(await tier.read('rate')).toBeUndefined();
    expect(claim.kind === 'busy' && (await claim.settled)).toBe('alone');
    expect(String(ear.failures[0]?.error)).toContain('schema 2, newer than 1');
    expect(await server.command('GET', RECORD)).toBe('sf2 in a form to come');
  });

  test('a value set by hand removes a record of a newer schema, and does not take its place', async () => {
    const { tier } = await tiers.at(server.socket);
    await server.command('SET', RECORD, 'sf2 in a form to come', ...lasting);

    await tier.write('rate', entry('set'));

    expect(await server.command('EXISTS', RECORD)).toBe(0);
  });

  test('a record larger than maxRecordBytes does not leave the server', async () => {
    const { tier } = await tiers.at(server.socket);
    const { tier: modest, ear } = await tiers.at(server.socket, { maxRecordBytes: 1_000 });
    await tier.write('rate', entry('x'.repeat(5_000_000)));
    const sent = await bytesSent();

    expect(await modest.read('rate')).toBeUndefined();

    expect((await bytesSent()) - sent).toBeLessThan(100_000);
    expect(String(ear.failures[0]?.error)).toContain('more than maxRecordBytes');
  });

  async function bytesSent(): Promise<number> {
    const info = String(await server.command('INFO', 'stats'));
    return Number(/total_net_output_bytes:(\d+)/.exec(info)?.[1]);
  }

  test('a value that cannot be written is reported by its key, and nothing is written', async () => {
    const { tier, ear } = await tiers.at(server.socket, { maxRecordBytes: 1_000 });
    await tier.write('rate', entry('old'));

    for (const value of [() => 1, Symbol('s'), new (class Rate {})(), 'x'.repeat(1_001)]) {
      const lease = await leaseOn(tier, 'fetched');
      expect(await lease.write(entry(value))).toBe(false);
      await tier.write('rate', entry(value));
    }

    expect(await server.command('KEYS', 'sameflight:{[rf]*')).toEqual([]);
    expect(ear.failures).toHaveLength(8);
    expect(ear.failures[0]).toMatchObject({ operation: 'write', key: 'fetched' });
    expect(String(ear.failures[0]?.error)).toContain('cannot hold it');
  });

  test('a record of another serializer is a miss, which the next value replaces', async () => {
    const { tier: rich } = await tiers.at(server.socket);
    const { tier: plain, ear } = await tiers.at(server.socket, { serializer: jsonSerializer });
    await rich.write('rate', entry({ at: new Date(0) }));

    expect(await plain.claim('rate', options())).toMatchObject({
      kind: 'granted',
      stale: undefined,
    });

    expect(String(ear.failures[0]?.error)).toContain('written by the serializer "devalue"');
  });

  test('values above the threshold are compressed, and a bomb does not swell beyond maxRecordBytes', async () => {
    const { tier } = await tiers.at(server.socket, { compressAbove: 1_000 });
    const { tier: modest } = await tiers.at(server.socket, { maxRecordBytes: 10_000 });
    const text = 'again and '.repeat(10_000);

    await tier.write('rate', entry(text));

    expect(Number(await server.command('STRLEN', RECORD))).toBeLessThan(2_000);
    expect((await tier.read('rate'))?.value).toBe(text);
    expect(await modest.read('rate')).toBeUndefined();
  });

  test('a wall clock that is ten minutes off changes no age', async () => {
    const { tier: one } = await tiers.at(server.socket);
    await one.write('rate', entry(1.1, { windows: windows({ ttl: 60_000 }) }));
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 600_000);

    const { tier: late } = await tiers.at(server.socket);
    const claim = await late.claim('rate', options());

    expect(claim).toMatchObject({ kind: 'stored' });
    expect(claim.kind === 'stored' && claim.record.age).toBeLessThan(10_000);
    vi.restoreAllMocks();
  });
});

describeWithRedis('R-14: two versions of the library on one Redis', () => {
  const folder = join(import.meta.dirname, '.newer');
  let server: RedisServer;
  let newerTier: typeof redisTier;
  const tiers = new Tiers();

  beforeAll(async () => {
    server = await RedisServer.start();
    cpSync(join(import.meta.dirname, '../src'), folder, { recursive: true });
    const envelope = join(folder, 'envelope.ts');
    const source = readFileSync(envelope, 'utf8').replace('SCHEMA = 1', 'SCHEMA = 2');
    writeFileSync(envelope, source);
    newerTier = (await import(`${folder}/index.ts`)).redisTier;
  });
  afterAll(async () => {
    await tiers.close();
    rmSync(folder, { recursive: true });
    await server.stop();
  });

  test('read nothing of each other, share leases, and hear what the other invalidates', async () => {
    const { tier: older, ear } = await tiers.at(server.socket);
    const newer = newerTier({ client: nodeRedis(server.socket) });
    await newer.ready();
    const signal = new AbortController().signal;

    const lease = await leaseOn(older, 'rate');
    expect((await newer.claim('rate', { refresh: false, signal })).kind).toBe('busy');
    await lease.write(entry('older'));
    expect(await newer.read('rate')).toBeUndefined();

    await newer.write('rate', entry('newer', { tags: ['rates'] }));
    expect(await older.read('rate')).toBeUndefined();
    expect((await newer.read('rate'))?.value).toBe('newer');

    await older.deleteByTag('rates');
    expect(await newer.read('rate')).toBeUndefined();
    await newer.delete('rate');
    await ear.hears('key rate', 2);
    await newer.close();
  });
});

describeWithRedis.each(both)('reads of one tick, over $name', ({ make }) => {
  let server: RedisServer;
  const tiers = new Tiers();
  const keys = Array.from({ length: 250 }, (_, index) => `key:${index}`);

  beforeEach(async () => {
    server = await RedisServer.start();
  });
  afterEach(async () => {
    await tiers.close();
    await server.stop();
  });

  async function filled() {
    const { tier } = await tiers.at(server.socket, { client: make(server.socket) });
    await Promise.all(keys.map((key) => tier.write(key, entry(`${key}!`))));
    const readAll = async () =>
      (await Promise.all(keys.map((key) => tier.read(key)))).map((record) => record?.value);
    return { tier, readAll };
  }

  test('go out a hundred at a time, and come back to whoever asked', async () => {
    const { readAll } = await filled();
    await server.command('CONFIG', 'RESETSTAT');

    expect(await readAll()).toEqual(keys.map((key) => `${key}!`));

    const statistics = String(await server.command('INFO', 'commandstats'));
    expect(statistics).toContain('cmdstat_echo:calls=3,');
    expect(statistics).toContain('cmdstat_getrange:calls=250,');
  });

  test('leave alone those who meet what is no record', async () => {
    const { readAll } = await filled();
    await server.command('DEL', 'sameflight:{key:7}');
    await server.command('RPUSH', 'sameflight:{key:7}', 'a');

    const values = await readAll();

    expect(values[7]).toBeUndefined();
    expect(values.filter((value) => value !== undefined)).toHaveLength(249);
  });

  test('fail together when the connection is lost, and find it again', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier } = await tiers.at(proxy.port, { client: make(proxy.port) });
    await tier.write('a', entry('a!'));
    proxy.onReply = () => undefined;
    const lost = Promise.allSettled([tier.read('a'), tier.read('b')]);
    proxy.cut();

    for (const { status } of await lost) expect(status).toBe('rejected');

    proxy.onReply = (chunk) => chunk;
    expect((await eventually(() => tier.read('a')))?.value).toBe('a!');
    await proxy.stop();
  });
});

/** A record that its checksum vouches for, or not. */
function sealedBy(facts: string, checksum?: string): string {
  const head = 'sf1 a.1 60000 60000 ';
  const body = `${facts}\npayload`;
  return `${head}${checksum ?? crc32(head + body).toString(16)}\n${body}`;
}
