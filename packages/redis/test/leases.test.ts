import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { busyOn, entry, hasty, leaseOn, options, Tiers } from './support/tiers.js';
import { eventually } from './support/timing.js';

let server: RedisServer;
const tiers = new Tiers();

beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  await tiers.close();
  await server.stop();
});

/** Lasts longer than any test: what is free again was given back. */
const endless = { leaseTime: 3_600_000, maxHold: 3_600_000 } as const;

describeWithRedis('R-06: a fetch longer than its lease', () => {
  const lifeLeft = async (key: string) =>
    Number(await server.command('PTTL', `sameflight:{${key}}:lease`));

  test('keeps the lease while it runs: others wait', async () => {
    const { tier: one } = await tiers.at(server.socket, { leaseTime: 2_000 });
    const { tier: other } = await tiers.at(server.socket);
    const lease = await leaseOn(one, 'slow');

    for (let renewals = 0; renewals < 2; renewals++) {
      const before = await lifeLeft('slow');
      await eventually(async () => expect(await lifeLeft('slow')).toBeGreaterThan(before));
    }

    const { settled } = await busyOn(other, 'slow');
    expect(await lease.write(entry('slow'))).toBe(true);
    expect(await settled).toBe('again');
  });

  test('loses the lease past maxHold: one other fetches, and the late value is kept out', async () => {
    const { tier: one } = await tiers.at(server.socket, { leaseTime: 200, maxHold: 400 });
    const { tier: other } = await tiers.at(server.socket);
    const lease = await leaseOn(one, 'stuck');

    for (;;) {
      const claim = await other.claim('stuck', options());
      if (claim.kind !== 'busy') break;
      await claim.settled;
    }

    expect(await lease.write(entry('late'))).toBe(false);
  });

  test('is followed by one other only, however many wait', async () => {
    const { tier: one } = await tiers.at(server.socket, { leaseTime: 2_000 });
    const { tier: other } = await tiers.at(server.socket);
    await leaseOn(one, 'rate');
    const waits = await Promise.all(Array.from({ length: 20 }, () => busyOn(other, 'rate')));
    await server.command('DEL', 'sameflight:{rate}:lease');

    await Promise.all(waits.map(({ settled }) => settled));
    const claims = await Promise.all(waits.map(() => other.claim('rate', options())));

    expect(claims.filter(({ kind }) => kind === 'granted')).toHaveLength(1);
  });
});

describeWithRedis('R-07: a claim in doubt', () => {
  // Whoever wants it fetched anew asks for the lease at once, without a glance.
  const anew = options({ refresh: true });

  test('that was granted though its answer came too late is released at once', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: slow } = await tiers.at(proxy.port, { ...hasty, ...endless });
    const { tier: other } = await tiers.at(server.socket);
    await slow.read('rate');

    proxy.delay = 200;
    await expect(slow.claim('rate', anew)).rejects.toThrow('within the timeout of 50 ms');

    await eventually(() => leaseOn(other, 'rate'));
    await proxy.stop();
  });

  test('whose first look took too long asks for no lease any more', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: slow } = await tiers.at(proxy.port, { ...hasty, ...endless });
    await slow.read('rate');

    proxy.stall();
    await expect(slow.claim('rate', options())).rejects.toThrow('within the timeout of 50 ms');
    proxy.flow();
    for (let asked = 0; asked < 3; asked++) await eventually(() => slow.read('another'));

    expect(await server.command('EXISTS', 'sameflight:{rate}:lease')).toBe(0);
    await proxy.stop();
  });

  test('that was granted though its connection broke is released on the next', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: cut } = await tiers.at(proxy.port, endless);
    const { tier: other } = await tiers.at(server.socket);
    await cut.read('rate');
    proxy.onReply = () => {
      proxy.cut();
      proxy.onReply = (chunk) => chunk;
      return undefined;
    };

    await expect(cut.claim('rate', anew)).rejects.toThrow();

    await eventually(() => leaseOn(other, 'rate'));
    await proxy.stop();
  });

  test('a lease that has expired is released without harm to its successor', async () => {
    const { tier: one } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    const expired = await leaseOn(one, 'rate');
    await server.command('DEL', 'sameflight:{rate}:lease');
    const next = await leaseOn(other, 'rate');

    await expired.release('alone');

    expect(await next.write(entry('next'))).toBe(true);
  });

  test('a release never rejects, though Redis is gone', async () => {
    const { tier } = await tiers.at(server.socket);
    const lease = await leaseOn(tier, 'rate');
    server.freeze();

    await expect(lease.release('again')).resolves.toBeUndefined();

    server.thaw();
  });
});

describeWithRedis('R-08: a holder that comes back from the dead', () => {
  test('cannot store over what was stored since', async () => {
    const { tier: zombie } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    const lease = await leaseOn(zombie, 'rate');
    await server.command('DEL', 'sameflight:{rate}:lease');
    await (await leaseOn(other, 'rate')).write(entry('new'));

    expect(await lease.write(entry('old'))).toBe(false);

    expect((await other.read('rate'))?.value).toBe('new');
  });

  test('a value set by hand that is late cannot undo a delete', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: slow } = await tiers.at(proxy.port, { timeout: 1_000 });
    const { tier: other } = await tiers.at(server.socket);
    let deleted: Promise<void> | undefined;
    await slow.read('rate');
    // Between the two steps of the write, another process deletes the key.
    proxy.onReply = (chunk, { client }) => {
      if (!chunk.toString().startsWith('*')) return chunk;
      proxy.onReply = (later) => later;
      deleted = other.delete('rate').finally(() => client.write(chunk));
      return undefined;
    };

    await slow.write('rate', entry('late'));

    await deleted;
    expect(await other.read('rate')).toBeUndefined();
    await proxy.stop();
  });
});

describeWithRedis('a value set by hand whose caller was told that it failed', () => {
  test('is not stored behind his back, where a delete may have come in between', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: slow } = await tiers.at(proxy.port, hasty);
    const { tier: other } = await tiers.at(server.socket);
    await slow.read('rate');

    // What waits its turn behind an invalidation that Redis is slow to confirm.
    proxy.stall();
    await expect(slow.delete('first')).rejects.toThrow();
    await expect(slow.write('rate', entry('old'))).rejects.toThrow();
    await other.delete('rate');
    const stored: unknown[] = [];
    const isSettled = eventually(() => slow.read('another'));
    proxy.flow();
    let isOver = false;
    void isSettled.then(() => {
      isOver = true;
    });
    while (!isOver) stored.push((await other.read('rate'))?.value);

    expect(new Set(stored)).toEqual(new Set([undefined]));
    expect(await server.command('EXISTS', 'sameflight:{rate}:lease')).toBe(0);
    await proxy.stop();
  });
});

describeWithRedis('R-15: a process that shuts down', () => {
  test('gives its leases back, and wakes those who wait', async () => {
    const { tier: leaving } = await tiers.at(server.socket, endless);
    const { tier: other } = await tiers.at(server.socket);
    await Promise.all(['a', 'b', 'c'].map((key) => leaseOn(leaving, key)));
    const { settled } = await busyOn(other, 'a');

    await leaving.close();

    expect(await settled).toBe('again');
    await Promise.all(['a', 'b', 'c'].map((key) => leaseOn(other, key)));
  });

  test('closes twice as well as once, and in bounded time though Redis hangs', async () => {
    const { tier } = await tiers.at(server.socket, hasty);
    await leaseOn(tier, 'a');
    server.freeze();

    await tier.close();
    await tier.close();

    server.thaw();
  });

  test('leaves no connection open', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.close();

    await eventually(async () => {
      const list = String(await server.command('CLIENT', 'LIST'));
      expect(list.trim().split('\n')).toHaveLength(1);
    });
  });
});

describeWithRedis('R-16: a replica that takes over with writes missing', () => {
  test('serves nothing that was invalidated, and costs one more fetch', async () => {
    const primary = await RedisServer.start('--repl-diskless-sync-delay', '0');
    const proxy = await TcpProxy.start(primary.socket);
    const replication = await TcpProxy.start(primary.socket);
    const replica = await RedisServer.start('--replicaof', '127.0.0.1', String(replication.port));
    const { tier } = await tiers.at(proxy.port);
    await tier.write('deleted', entry('old'));
    await tier.write('tagged', entry('old', { tags: ['users'] }));
    await tier.write('cleared later', entry('old'));
    await eventually(async () =>
      expect(await replica.command('EXISTS', 'sameflight:{cleared later}')).toBe(1),
    );

    // The replica hears no more of these.
    await replication.stop();
    await tier.delete('deleted');
    await tier.deleteByTag('users');
    const lease = await leaseOn(tier, 'rate');

    await replica.command('REPLICAOF', 'NO', 'ONE');
    proxy.leadTo(replica.socket);
    proxy.cut();
    await primary.kill();
    await eventually(() => tier.read('nothing'));

    expect(await tier.read('deleted')).toBeUndefined();
    expect(await tier.read('tagged')).toBeUndefined();
    expect(await lease.write(entry('from before'))).toBe(false);
    await (await leaseOn(tier, 'rate')).write(entry('new'));
    expect((await tier.read('rate'))?.value).toBe('new');

    await tiers.close();
    await proxy.stop();
    await replica.stop();
    await primary.stop();
  });

  test('a server whose history changes while connections stand begins a new era, too', async () => {
    const { tier: one } = await tiers.at(server.socket);
    await one.write('rate', entry('old'));
    await server.command('REPLICAOF', '127.0.0.1', '1');
    await server.command('REPLICAOF', 'NO', 'ONE');

    const { tier: newcomer } = await tiers.at(server.socket);

    expect(await newcomer.read('rate')).toBeUndefined();
    await one.write('rate', entry('new'));
    expect((await newcomer.read('rate'))?.value).toBe('new');
    expect((await one.read('rate'))?.value).toBe('new');
  });
});
