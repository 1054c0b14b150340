import { FlightTimeoutError } from '@sameflight/core';
import { controlledFetcher } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { fleet, LEASE } from './support/fleet.js';
import { settle } from './support/settle.js';
import { rejection } from './support/watch.js';

describe('flights of a fleet', () => {
  it('P23 makes one upstream call for every process and every caller', async () => {
    const { members } = fleet();
    const upstream = controlledFetcher<string>();
    const answers = members.flatMap(({ cache }) =>
      Array.from({ length: 100 }, () => cache.getOrFetch('key', upstream.fetch)),
    );

    await settle();
    upstream.resolve('value');

    expect(new Set(await Promise.all(answers))).toEqual(new Set(['value']));
    expect(upstream.count).toBe(1);
  });

  it('P23 answers later calls of every process from memory', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.getOrFetch('key', () => 'value');
    await second.cache.getOrFetch('key', () => 'never');

    expect(second.cache.peek('key')).toBe('value');
    expect(second.tier.calls('claim')).toBe(1);
    expect(await second.cache.getOrFetch('key', () => 'never')).toBe('value');
    expect(second.tier.calls('claim')).toBe(1);
  });

  it('P23 says whether a process fetched, joined or was answered by L2', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const fetched = first.cache.getOrFetchWithInfo('key', upstream.fetch);
    const waited = second.cache.getOrFetchWithInfo('key', upstream.fetch);
    await settle();
    upstream.resolve('value');

    expect((await fetched).source).toBe('fetched');
    expect((await waited).source).toBe('hit');
  });

  it('P23 keeps in L1 for no longer than L2 does', async () => {
    const { clock, members } = fleet({ ttl: 1_000 });
    const [first, second] = members;
    await first.cache.getOrFetch('key', () => 'value');
    await settle();
    clock.advance(600);
    const { age, ttl } = await second.cache.getOrFetchWithInfo('key', () => 'never');

    expect({ age, ttl }).toEqual({ age: 600, ttl: 400 });
    clock.advance(400);
    expect(second.cache.peek('key')).toBeUndefined();
  });

  it.each(['claim', 'read'] as const)(
    'P11 counts the time that a %s took as age',
    async (operation) => {
      const { clock, members } = fleet({ ttl: 1_000 });
      const [first, second] = members;
      await first.cache.set('key', 'value');
      const held = second.tier.hold(operation);
      const { cache } = second;
      const answer =
        operation === 'read' ? cache.get('key') : cache.getOrFetch('key', () => 'never');
      clock.advance(700);
      held.release();
      await answer;
      clock.advance(300);

      expect(cache.peek('key')).toBeUndefined();
    },
  );

  it('sends those who wait to fetch side by side when the fetch failed', async () => {
    const { members } = fleet();
    const upstream = controlledFetcher<string>();
    const error = new Error('upstream is down');
    const answers = members.map(({ cache }) => cache.getOrFetch('key', upstream.fetch));
    await settle();
    upstream.reject(error);

    expect(await rejection(answers[0] as Promise<string>)).toBe(error);
    await settle();
    expect(upstream.held).toBe(2);
    upstream.resolve('second');
    upstream.resolve('third');
    expect(await Promise.all(answers.slice(1))).toEqual(['second', 'third']);
  });

  it('sends those who wait to fetch side by side when the value may not be stored', async () => {
    const { members } = fleet();
    const upstream = controlledFetcher<string>();
    const answers = members.map(({ cache }) =>
      cache.getOrFetch('key', (context) => {
        context.doNotStore();
        return upstream.fetch(context);
      }),
    );
    await settle();
    upstream.resolve('mine');

    expect(await answers[0]).toBe('mine');
    await settle();
    expect(upstream.held).toBe(2);
    upstream.resolve('second');
    upstream.resolve('third');
    expect(await Promise.all(answers)).toEqual(['mine', 'second', 'third']);
  });

  it('lets one of those who wait take over when the fetch was given up by its caller', async () => {
    const { members, remote } = fleet();
    const [first, second, third] = members;
    const upstream = controlledFetcher<string>();
    const controller = new AbortController();
    const left = first.cache.getOrFetch('key', upstream.fetch, { signal: controller.signal });
    const answers = [second, third].map(({ cache }) => cache.getOrFetch('key', upstream.fetch));
    await settle();
    controller.abort(new Error('gone'));

    expect(await rejection(left)).toBe(controller.signal.reason);
    await settle();
    expect(upstream.count).toBe(2);
    upstream.calls[1]?.resolve('value');
    expect(await Promise.all(answers)).toEqual(['value', 'value']);
    expect(remote.leased).toEqual([]);
  });

  it('lets one of those who wait take over when the flight timed out', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const slow = first.cache.getOrFetch('key', upstream.fetch, { flightTimeout: 500 });
    const waiting = second.cache.getOrFetch('key', upstream.fetch);
    await settle();
    clock.advance(500);

    expect(await rejection(slow)).toBeInstanceOf(FlightTimeoutError);
    await settle();
    upstream.calls[1]?.resolve('value');
    expect(await waiting).toBe('value');
  });

  it('lets one of those who wait take over when the cache that fetches is closed', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const closed = first.cache.getOrFetch('key', upstream.fetch);
    const waiting = second.cache.getOrFetch('key', upstream.fetch);
    await settle();
    await first.cache.close();

    await expect(closed).rejects.toMatchObject({ code: 'CLOSED' });
    await settle();
    upstream.calls[1]?.resolve('value');
    expect(await waiting).toBe('value');
  });

  it('P23 lets another take over within the lease when the holder is lost', async () => {
    const { clock, members } = fleet();
    const [lost, second, third] = members;
    const upstream = controlledFetcher<string>();
    const mine = lost.cache.getOrFetch('key', upstream.fetch);
    const answers = [second, third].map(({ cache }) => cache.getOrFetch('key', upstream.fetch));
    await settle();
    lost.tier.cut();
    clock.advance(LEASE);
    await settle();

    expect(upstream.count).toBe(2);
    upstream.calls[1]?.resolve('new');
    expect(await Promise.all(answers)).toEqual(['new', 'new']);
    upstream.calls[0]?.resolve('old');
    expect(await mine).toBe('old');
  });

  it('P23 renews the lease of a fetch that takes longer', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    const answers = [first, second].map(({ cache }) => cache.getOrFetch('key', upstream.fetch));
    for (let step = 0; step < 8; step++) {
      await settle();
      clock.advance(LEASE);
    }
    await settle();

    expect(upstream.count).toBe(1);
    upstream.resolve('value');
    expect(await Promise.all(answers)).toEqual(['value', 'value']);
  });

  it('P6 bounds the wait for a holder who never ends, and the wait for a claim', async () => {
    const { clock, members } = fleet({ flightTimeout: 5_000 });
    const [first, second, third] = members;
    const upstream = controlledFetcher<string>();
    const held = third.tier.hold('claim');
    const answers = [
      first.cache.getOrFetch('key', upstream.fetch, { flightTimeout: 60_000 }),
      second.cache.getOrFetch('key', upstream.fetch),
      third.cache.getOrFetch('key', upstream.fetch),
    ] as const;
    const failures = [rejection(answers[1]), rejection(answers[2])];
    await settle();
    for (let step = 0; step < 5; step++) {
      clock.advance(1_000);
      await settle();
    }

    for (const failure of failures) expect(await failure).toBeInstanceOf(FlightTimeoutError);
    expect(upstream.count).toBe(1);
    upstream.resolve('value');
    expect(await answers[0]).toBe('value');
    held.release();
  });

  it('gives back a lease that was granted after everybody had left', async () => {
    const { members, remote } = fleet();
    const [first] = members;
    const held = first.tier.hold('claim');
    const controller = new AbortController();
    const upstream = controlledFetcher<string>();
    const answer = first.cache.getOrFetch('key', upstream.fetch, { signal: controller.signal });
    controller.abort();
    await rejection(answer);
    held.release();
    await settle();

    expect(remote.leased).toEqual([]);
    expect(upstream.count).toBe(0);
  });

  it('fetches anew when told to, although L2 holds a fresh value', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'old');

    expect(await second.cache.getOrFetch('key', () => 'new', { refresh: true })).toBe('new');
    first.cache.expire('key');
    expect(await first.cache.getOrFetch('key', () => 'newer')).toBe('newer');
  });

  it('fetches anew when somebody joins who asks for it while L2 is being read', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'old');
    const calm = second.cache.getOrFetch('key', () => 'new');
    const eager = second.cache.getOrFetch('key', () => 'never', { refresh: true });

    expect(await Promise.all([calm, eager])).toEqual(['new', 'new']);
  });

  it('takes what L2 holds where somebody joins who asks for no more', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'held');
    const signal = new AbortController().signal;

    const started = second.cache.getOrFetch('key', () => 'never');
    const joined = second.cache.getOrFetch('key', () => 'never', { signal });

    expect(await Promise.all([started, joined])).toEqual(['held', 'held']);
    expect(second.cache.stats().joined).toBe(1);
  });

  it('does not take for new what L2 held before the wait for another began', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    await first.cache.set('key', 'old');
    clock.advance(1);
    const controller = new AbortController();
    const options = { refresh: true, signal: controller.signal };
    const left = first.cache.getOrFetch('key', upstream.fetch, options);
    await settle();
    const waiting = second.cache.getOrFetch('key', upstream.fetch, { refresh: true });
    await settle();
    controller.abort();
    await rejection(left);
    await settle();

    expect(upstream.count).toBe(2);
    upstream.calls[1]?.resolve('new');
    expect(await waiting).toBe('new');
  });

  it('takes for new what another fetched while it waited', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    const upstream = controlledFetcher<string>();
    await first.cache.set('key', 'old');
    clock.advance(1);
    const answers = [first, second].map(({ cache }) =>
      cache.getOrFetch('key', upstream.fetch, { refresh: true }),
    );
    await settle();
    clock.advance(1);
    upstream.resolve('new');

    expect(await Promise.all(answers)).toEqual(['new', 'new']);
    expect(upstream.count).toBe(1);
  });
});
