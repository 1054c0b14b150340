import { controlledFetcher } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { type Fleet, fleet, LEASE, type Member } from './support/fleet.js';
import { settle } from './support/settle.js';
import { rejection } from './support/watch.js';

const options = { tags: ['red'] };

const invalidations: readonly [string, (member: Member) => Promise<unknown>][] = [
  ['delete', ({ cache }) => cache.delete('key')],
  ['deleteByTag', ({ cache }) => cache.deleteByTag('red')],
  ['clear', ({ cache }) => cache.clear()],
];

describe.each(invalidations)('%s in a fleet', (_, invalidate) => {
  it('P16 ends what every process holds, and what L2 holds', async () => {
    const { members, remote } = fleet();
    for (const { cache } of members) await cache.getOrFetch('key', () => 'old', options);
    await invalidate(members[0]);

    expect(remote.keys).toEqual([]);
    for (const { cache } of members) expect(await cache.get('key')).toBeUndefined();
  });

  it('P16 P24 keeps what another process fetches meanwhile out of L2 and out of its memory', async () => {
    const { members, remote } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const waiting = first.cache.getOrFetch('key', upstream.fetch, options);
    await settle();
    await invalidate(second);
    upstream.resolve('old');

    expect(await waiting).toBe('old');
    await settle();
    expect(remote.keys).toEqual([]);
    expect(first.cache.peek('key')).toBeUndefined();
  });

  it('P16 P24 keeps it out of its memory too where the message is late', async () => {
    const { members, remote } = fleet({}, { delivery: 'by-hand' });
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const waiting = first.cache.getOrFetch('key', upstream.fetch, options);
    await settle();
    await invalidate(second);
    upstream.resolve('old');
    await waiting;
    await settle();

    expect(remote.messages).toBeGreaterThan(0);
    expect(first.cache.peek('key')).toBeUndefined();
    expect(first.tier.leases).toBe(0);
  });

  it('P16 lets nobody have from L2 what was invalidated, in the process that did it or in another', async () => {
    const { members } = fleet({}, { delivery: 'by-hand' });
    const [first, second, third] = members;
    await second.cache.getOrFetch('key', () => 'old', options);
    await invalidate(first);

    expect(await first.cache.getOrFetch('key', () => 'new', options)).toBe('new');
    expect(await third.cache.getOrFetch('key', () => 'newer', options)).toBe('new');
  });

  it('P16 resolves only when L2 has confirmed, and forgets once more then', async () => {
    const { members } = fleet();
    const [first] = members;
    await first.cache.getOrFetch('key', () => 'old', options);
    const held = ['delete', 'deleteByTag', 'clear'].map((operation) =>
      first.tier.hold(operation as 'delete'),
    );
    const done = invalidate(first);
    const meanwhile = await first.cache.getOrFetch('key', () => 'from upstream', options);
    expect(first.cache.peek('key')).toBe('old');
    for (const operation of held) operation.release();
    await done;

    expect(meanwhile).toBe('old');
    expect(first.cache.peek('key')).toBeUndefined();
  });

  it('P16 rejects when L2 does not confirm, and forgets in memory all the same', async () => {
    const { members } = fleet();
    const [first] = members;
    await first.cache.getOrFetch('key', () => 'old', options);
    first.tier.cut();

    expect(await rejection(invalidate(first))).toBeInstanceOf(Error);
    expect(first.cache.peek('key')).toBeUndefined();
  });

  it('P25 serves nothing that was invalidated while the bus was silent, once it is back', async () => {
    const { members } = fleet();
    const [first, second] = members;
    for (const { cache } of members) await cache.getOrFetch('key', () => 'old', options);
    second.tier.cut();
    await invalidate(first);
    expect(await second.cache.get('key')).toBe('old');
    second.tier.resume();

    expect(await second.cache.getOrFetch('key', () => 'new', options)).toBe('new');
  });
});

describe('invalidation in a fleet', () => {
  it('P16 answers those who waited before, and starts anew for those who come after', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const before = first.cache.getOrFetch('key', upstream.fetch);
    await settle();
    await second.cache.delete('key');
    const after = first.cache.getOrFetch('key', upstream.fetch);
    await settle();
    expect(upstream.count).toBe(2);
    upstream.calls[1]?.resolve('new');
    upstream.calls[0]?.resolve('old');

    expect(await after).toBe('new');
    expect(await before).toBe('old');
    expect(await second.cache.getOrFetch('key', () => 'never')).toBe('new');
  });

  it('P17 lets set win over a fetch under way in another process', async () => {
    const { members } = fleet({}, { delivery: 'by-hand' });
    const [first, second, third] = members;
    const upstream = controlledFetcher<string>();
    const fetched = first.cache.getOrFetch('key', upstream.fetch);
    await settle();
    await second.cache.set('key', 'set');
    upstream.resolve('fetched');
    await fetched;
    await settle();

    expect(await first.cache.get('key')).toBe('set');
    expect(await third.cache.get('key')).toBe('set');
  });

  it('P17 keeps a fetch under way out of L2, even where a set did not reach it', async () => {
    const { members, remote } = fleet();
    const [first] = members;
    const upstream = controlledFetcher<string>();
    const fetched = first.cache.getOrFetch('key', upstream.fetch);
    await settle();
    first.tier.fail('write');
    await first.cache.set('key', 'set');
    upstream.resolve('fetched');
    await fetched;
    await settle();

    expect(remote.keys).toEqual([]);
    expect(remote.leased).toEqual([]);
  });

  it('lets one process fetch anew, and not each, when the key was deleted while they waited', async () => {
    const { members } = fleet();
    const upstream = controlledFetcher<string>();
    const answers = members.map(({ cache }) => cache.getOrFetch('key', upstream.fetch));
    await settle();
    await members[2].cache.delete('key');
    await settle();
    upstream.calls[1]?.resolve('new');
    await settle();
    upstream.calls[0]?.resolve('old');

    expect(await Promise.all(answers)).toEqual(['old', 'new', 'new']);
    expect(upstream.count).toBe(2);
  });

  it('tells the other processes of a set', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'one');
    expect(await second.cache.get('key')).toBe('one');
    await first.cache.set('key', 'two');

    expect(second.cache.peek('key')).toBeUndefined();
    expect(await second.cache.get('key')).toBe('two');
  });

  it('keeps nothing that was read from L2 while something was invalidated', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'old');
    const held = second.tier.hold('read');
    const reading = second.cache.get('key');
    await second.cache.set('other', 'value');
    held.release();

    expect(await reading).toBe('old');
    expect(second.cache.peek('key')).toBeUndefined();
  });

  it('P24 keeps what a lost holder fetched out of L2 and out of its memory', async () => {
    const { clock, members } = fleet();
    const [lost, second] = members;
    const upstream = controlledFetcher<string>();
    const mine = lost.cache.getOrFetch('key', upstream.fetch);
    await settle();
    lost.tier.cut();
    clock.advance(LEASE);
    await second.cache.getOrFetch('key', () => 'new');
    lost.tier.resume();
    upstream.resolve('old');

    expect(await mine).toBe('old');
    await settle();
    expect(await lost.cache.get('key')).toBe('new');
  });

  it('P24 keeps nothing in memory that was fetched under a lease that was lost without a word', async () => {
    const { members, remote } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const mine = first.cache.getOrFetch('key', upstream.fetch);
    await settle();
    remote.loseLease('key');
    await second.cache.getOrFetch('key', () => 'new');
    upstream.resolve('old');

    expect(await mine).toBe('old');
    await settle();
    expect(await first.cache.get('key')).toBe('new');
  });

  it('lets one process fetch anew, and not each, when a tag that only the fetch told overtook it', async () => {
    const { members } = fleet();
    const upstream = controlledFetcher<string>();
    const answers = members.map(({ cache }) =>
      cache.getOrFetch('key', async (context) => {
        const value = await upstream.fetch(context);
        context.store({ tags: ['red'] });
        return value;
      }),
    );
    await settle();
    await members[2].cache.deleteByTag('red');
    upstream.resolve('old');
    await settle();

    expect(await answers[0]).toBe('old');
    expect(upstream.held).toBe(1);
    upstream.resolve('new');
    expect(await Promise.all(answers.slice(1))).toEqual(['new', 'new']);
  });

  it('keeps namespaces apart in L2', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const [billing, shipping] = [first.cache.namespace('billing'), first.cache.namespace('ship')];
    await billing.set('key', 'bill');
    await shipping.set('key', 'ship');
    await second.cache.set('key', 'root');
    await second.cache.namespace('billing').clear();

    expect(await billing.get('key')).toBeUndefined();
    expect(await shipping.get('key')).toBe('ship');
    expect(await first.cache.get('key')).toBe('root');
  });
});

describe('the event of an invalidation', () => {
  it.each(invalidations)(
    'comes when memory is rid of it, though L2 fails: %s',
    async (_, invalidate) => {
      const { members } = fleet();
      const [first] = members;
      await first.cache.set('key', 'old', options);
      const held: unknown[] = [];
      first.cache.on('invalidate', () => held.push(first.cache.peek('key')));
      first.tier.cut();
      await rejection(invalidate(first));

      expect(held).toEqual([undefined]);
    },
  );
});

describe('messages of a fleet', () => {
  it('reach flights under way: they answer, and store nothing', async () => {
    const { members, remote }: Fleet = fleet({}, { delivery: 'by-hand' });
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const waiting = first.cache.getOrFetch('key', upstream.fetch);
    await settle();
    await second.cache.clear();
    remote.deliver();
    const later = first.cache.getOrFetch('key', () => 'new');
    upstream.resolve('old');

    expect(await waiting).toBe('old');
    expect(await later).toBe('new');
    expect(first.cache.peek('key')).toBe('new');
  });
});
