import { CacheManager } from '@sameflight/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isCutShort } from '../../src/exchange/announced-length.js';
import { BriefMemory } from '../../src/exchange/brief-memory.js';
import type { HttpCacheOptions } from '../../src/exchange/index.js';
import { traitOf, weightOf } from '../../src/exchange/index.js';
import { settingsOf } from '../../src/exchange/settings.js';
import { inOnePiece } from '../../src/exchange/stored-body.js';
import { isStoredExchange, type StoredExchange } from '../../src/exchange/stored-exchange.js';
import { digest, digestBy } from '../../src/identity/digest.js';
import { parseUrl } from '../../src/identity/target.js';
import { bytes, Host, URL_A } from './host.js';

afterEach(() => {
  vi.useRealTimers();
});

async function stored(): Promise<StoredExchange> {
  const host = new Host(() => ({ headers: { 'cache-control': 'max-age=60' }, body: 'body' }));
  await host.ask();
  const values = [...host.cache.keys()].map((key) => host.cache.peek(key));
  return values.find(isStoredExchange) as StoredExchange;
}

describe('a brief memory', () => {
  test('forgets after a while', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const memory = new BriefMemory<string>();
    memory.remember('a', 'noted', 1_000);

    vi.advanceTimersByTime(999);
    expect(memory.recall('a')).toBe('noted');
    vi.advanceTimersByTime(1);

    expect(memory.recall('a')).toBeUndefined();
  });

  test('forgets the oldest where there are too many, and what it is told to', () => {
    const memory = new BriefMemory<number>(2);
    for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) memory.remember(key, at, 1_000);

    expect(['a', 'b', 'c'].map((key) => memory.recall(key))).toEqual([2, undefined, 3]);
    memory.forget('a');
    expect(memory.recall('a')).toBeUndefined();
  });

  test('of nothing forgets nothing', () => {
    const memory = new BriefMemory<number>(0);
    memory.remember('a', 1, 1_000);

    expect(memory.recall('a')).toBeUndefined();
  });
});

describe('the announced length', () => {
  test.each([
    [{ 'content-length': '4' }, true],
    [{ 'content-length': '4, 4' }, false],
    [{ 'content-length': '-4' }, false],
    [{ 'content-length': '4', 'content-encoding': 'gzip' }, false],
    [{}, false],
  ])('of %j is known: %s', async (headers, isKnown) => {
    const one = { ...(await stored()), headers: Object.entries(headers) };

    expect(isCutShort(one, [bytes('bo'), bytes('dy')])).toBe(false);
    expect(isCutShort(one, [bytes('bo')])).toBe(isKnown);
    expect(isCutShort(one, [bytes('body'), bytes('!')])).toBe(isKnown);
    expect(isCutShort(one, null)).toBe(false);
  });
});

test('a stored body in pieces is one piece once it has been asked for in one', () => {
  const body = [bytes('bo'), bytes('dy')];

  const whole = inOnePiece(body);

  expect(whole).toEqual(bytes('body'));
  expect(body).toEqual([bytes('body')]);
  expect(inOnePiece(body)).toBe(whole);
});

describe('a trait', () => {
  class Agent {}
  const agent = new Agent();

  test('tells plain data by what it says', () => {
    expect(traitOf({ a: 1, b: [2] })).toBe(traitOf({ b: [2], a: 1 }));
    expect(traitOf({ a: 1 })).not.toBe(traitOf({ a: '1' }));
    expect(traitOf('secret')).not.toContain('secret');
  });

  test('tells everything else by which one it is', () => {
    expect(traitOf(agent)).toBe(traitOf(agent));
    expect(traitOf(agent)).not.toBe(traitOf(new Agent()));
    expect(traitOf(() => 1)).not.toBe(traitOf(() => 1));
    expect(traitOf({ run: agent })).not.toBe(traitOf({ run: agent }));
    expect(traitOf(Symbol('a'))).toBe('Symbol(a)');
  });
});

describe('settings', () => {
  const cache = new CacheManager();

  test.each([
    [{ cache: undefined }, TypeError, '`cache`'],
    [{ cache: null }, TypeError, '`cache`'],
    [{ ttl: -1 }, RangeError, '`ttl`'],
    [{ keep: Number.NaN }, RangeError, '`keep`'],
    [{ staleWhenDisconnected: '1' }, TypeError, '`staleWhenDisconnected`'],
    [{ maxVariants: 0 }, RangeError, '`maxVariants`'],
    [{ coalesce: 'never' }, TypeError, '`coalesce`'],
    [{ whenAbandoned: 'keep' }, TypeError, '`whenAbandoned`'],
    [{ onDisconnect: true }, TypeError, '`onDisconnect`'],
    [{ tags: ['a', 1] }, TypeError, '`tags`'],
  ])('with %j are refused', (options, kind, name) => {
    const make = (): unknown =>
      settingsOf({ cache, host: 'test', ...options } as unknown as HttpCacheOptions);

    expect(make).toThrow(kind);
    expect(make).toThrow(name);
  });

  test('have defaults for what is left out, or undefined', () => {
    const options = { cache, host: 'test', name: undefined, ttl: () => 1, tags: () => [] };

    expect(settingsOf(options as unknown as HttpCacheOptions)).toMatchObject({
      name: 'sameflight',
      maxVariants: 32,
      coalesce: 'storable',
    });
  });
});

describe('what a store holds', () => {
  test.each([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'garbage'],
    ['one without a target', (it: object) => ({ ...it, target: 1 })],
    ['one without an age', (it: object) => ({ ...it, initialAge: undefined })],
    ['one with a status below', (it: object) => ({ ...it, status: 199 })],
    ['one with a status beyond', (it: object) => ({ ...it, status: 600 })],
    ['one without headers', (it: object) => ({ ...it, headers: 'none' })],
    ['one with a header that is none', (it: object) => ({ ...it, headers: ['xy'] })],
    ['one with a header without a value', (it: object) => ({ ...it, headers: [['x']] })],
    ['one with a nameless field', (it: object) => ({ ...it, selecting: [[1, null]] })],
    ['one without terms', (it: object) => ({ ...it, terms: null })],
    ['one with terms of text', (it: object) => ({ ...it, terms: { lifetime: '1' } })],
    ['one with a body of text', (it: object) => ({ ...it, body: 'body' })],
    ['one with a piece of text in its body', (it: object) => ({ ...it, body: [bytes(''), 'x'] })],
  ])('is no response when it is %s', async (_name, broken) => {
    expect(isStoredExchange(broken(await stored()))).toBe(false);
  });

  test('is one with or without a body, with fields that were there or not', async () => {
    const selecting = [['accept', null] as const, ['origin', 'x'] as const];

    expect(isStoredExchange({ ...(await stored()), body: null, selecting })).toBe(true);
  });

  test('weighs what it holds, its key, and its names', async () => {
    const one = { ...(await stored()), body: [new Uint8Array(4_000), new Uint8Array(6_000)] };

    expect(weightOf(one)).toBeGreaterThan(10_000);
    expect(weightOf({ ...one, body: null })).toBeLessThan(1_000);
    expect(weightOf(one, 'x'.repeat(5_000)) - weightOf(one)).toBe(15_000);
    expect(weightOf('garbage')).toBe(weightOf(undefined));
    const ref = { key: 'k', owner: 'o', target: URL_A, scope: 's', date: 1 };
    const names = (selecting: unknown): number => weightOf({ refs: [{ ...ref, selecting }] });
    expect(names([['accept', 'x'.repeat(100)]]) - names([['accept', null]])).toBe(100);
  });
});

describe('an identity', () => {
  test('has the same digest from the platform and without it', () => {
    expect(digestBy(undefined)('text ä')).toBe(digest('text ä'));
    expect(digest('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('is found again for any number of URLs, of any length', () => {
    const urls = Array.from({ length: 1_200 }, (_, index) => `https://origin.example/${index}#f`);
    const long = `https://origin.example/?${'x'.repeat(2_000)}`;

    for (const url of [...urls, ...urls]) expect(parseUrl(url).target).toBe(url.slice(0, -2));
    expect(parseUrl(long)).toEqual(parseUrl(long));
    expect(parseUrl('https://a:b@origin.example/').userinfo).toBe('a:b');
  });
});
