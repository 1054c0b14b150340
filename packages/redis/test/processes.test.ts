import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bundle } from './support/bundle.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { busyOn, entry, leaseOn, Tiers } from './support/tiers.js';

const flags = ['--unhandled-rejections=strict', '--trace-warnings'];

let server: RedisServer;
let program: string;
const tiers = new Tiers();

beforeAll(async () => {
  [server, program] = await Promise.all([RedisServer.start(), bundle('short-life')]);
});
afterEach(() => tiers.close());
afterAll(() => server.stop());

/** Runs a process to its end, which never comes if something keeps it alive; gives what it got, and its warnings. */
async function live(client: string, socket: string, mode: string) {
  const args = [...flags, program, client, socket, mode];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  return { value: stdout, stderr };
}

describeWithRedis.each(['redis', 'ioredis'])('P19, G18: a process over %s', (client) => {
  test('ends by itself when it has nothing more to do', async () => {
    expect(await live(client, server.socket, 'ready')).toEqual({ value: 'fetched', stderr: '' });
  });

  test('gets its value, and ends, though Redis is out of reach', async () => {
    expect(await live(client, '/nowhere/s', 'at once')).toEqual({ value: 'fetched', stderr: '' });
  });

  test('gets its value, and ends, though Redis hangs', async () => {
    server.freeze();
    const { value } = await live(client, server.socket, 'at once');
    server.thaw();

    expect(value).toBe('fetched');
  });
});

describeWithRedis('the settings of the client', () => {
  test.each([
    {
      name: 'redis',
      make: (path: string) =>
        createClient({ keyPrefix: 'app:', database: 1, socket: { path, tls: false } }),
    },
    {
      name: 'redis, the prefix in bytes',
      make: (path: string) =>
        createClient({ keyPrefix: Buffer.from('app:'), database: 1, socket: { path, tls: false } }),
    },
    {
      name: 'ioredis',
      make: (path: string) =>
        new Redis({ keyPrefix: 'app:', db: 1, path, lazyConnect: true, stringNumbers: true }),
    },
  ])('its database and key prefix are used, over $name', async ({ make }) => {
    const { tier: one } = await tiers.at(server.socket, { client: make(server.socket) });
    const other = await tiers.at(server.socket, { client: make(server.socket) });

    await server.command('FLUSHALL');
    await (await leaseOn(one, 'rate')).write(entry(1.1, { tags: ['rates'] }));
    expect((await other.tier.read('rate'))?.value).toBe(1.1);
    await one.delete('rate');

    await other.ear.hears('key rate');
    await one.write('rate', entry(1.2));
    expect(await server.command('EXISTS', 'app:sameflight:{rate}')).toBe(0);
    expect(await server.command('INFO', 'keyspace')).toContain('db1:keys=2');
  });

  test('an account with the rights that the README names can do everything', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replace(
      /\s+/g,
      ' ',
    );
    const rights = /`(\+@connection [^`]+)`/.exec(readme)?.[1]?.split(' ') ?? [];
    const reach = ['~sameflight:*', '&sameflight:*'];
    await server.command(
      'ACL',
      'SETUSER',
      'app',
      'on',
      '>secret',
      'resetkeys',
      ...reach,
      '-@all',
      ...rights,
    );
    const make = () =>
      createClient({
        username: 'app',
        password: 'secret',
        socket: { path: server.socket, tls: false },
      });
    const { tier: one, ear } = await tiers.at(server.socket, { client: make() });
    const { tier: other, ear: otherEar } = await tiers.at(server.socket, { client: make() });

    const lease = await leaseOn(one, 'granted');
    const { settled } = await busyOn(other, 'granted');
    await lease.write(entry(1, { tags: ['a'] }));
    await settled;
    await (await leaseOn(one, 'released')).release('again');
    await one.write('granted', entry(2, { tags: ['a'] }));
    await one.deleteByTag('a');
    expect(await other.read('granted')).toBeUndefined();
    await one.delete('granted');
    await one.clear();

    await otherEar.hears('cleared');
    expect([...ear.failures, ...otherEar.failures]).toEqual([]);
  });

  test('the client itself is left alone, and given an ear for errors', async () => {
    const client = createClient({ socket: { path: server.socket, tls: false } });
    const { tier } = await tiers.at(server.socket, { client });
    await tier.read('rate');

    expect(client.isOpen).toBe(false);
    expect(() => client.emit('error', new Error('lost'))).not.toThrow();
  });
});
