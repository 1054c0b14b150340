import { describe, expect, it } from 'vitest';
import {
  ANYONE,
  type CachePolicy,
  freshen,
  freshenByHead,
  type HeaderSource,
  identify,
  type RequestHead,
  reuse,
  type StoredResponse,
  selectVariant,
} from '../src/index.js';
import {
  DATE,
  exchange,
  HOUR,
  httpDate,
  NOW,
  record,
  request,
  SECOND,
  stored,
} from './messages.js';

interface Held extends StoredResponse {
  readonly body: string;
}

const LATER = NOW + HOUR;
const held = (body: string, headers: HeaderSource, asked = request()): Held => ({
  ...stored(headers, { asked }),
  body,
});

interface Circumstances {
  readonly asked?: RequestHead;
  readonly wasRedirected?: boolean;
  readonly nominated?: readonly Held[];
  readonly policy?: CachePolicy;
}

function hear(
  variants: readonly Held[],
  headers: HeaderSource,
  { asked = request(), nominated = variants, policy = {}, ...more }: Circumstances = {},
) {
  const notModified = exchange(headers, { asked, status: 304, at: LATER, ...more });
  return freshen(variants, nominated, notModified, identify(asked), policy);
}

function updated(...given: Parameters<typeof hear>) {
  const result = hear(...given);
  if (result.outcome !== 'updated') throw new Error(result.outcome);
  return result;
}

const bodies = (variants: readonly Held[]) => variants.map(({ body }) => body).sort();

describe('what a 304 changes (RFC 9111 §3.2)', () => {
  const before = held('one', {
    'Cache-Control': 'max-age=2',
    ETag: '"a"',
    Date: DATE,
    Age: '99',
    'X-A': '1',
    'X-B': '1',
    'Content-Length': '3',
    'Content-Type': 'text/plain',
  });

  it('adds and replaces fields, and keeps those that it does not name', () => {
    const { answer } = updated([before], {
      ETag: '"a"',
      Date: httpDate(LATER),
      'X-B': '2',
      'X-C': '2',
      'Content-Type': 'text/html',
    });

    expect(record(answer.headers)).toEqual({
      'cache-control': 'max-age=2',
      'x-a': '1',
      'content-length': '3',
      etag: '"a"',
      date: httpDate(LATER),
      'x-b': '2',
      'x-c': '2',
      'content-type': 'text/html',
    });
  });

  it('replaces no field that describes the stored body', () => {
    const { answer } = updated([before], {
      ETag: '"a"',
      'Content-Length': '36',
      'Content-Encoding': 'gzip',
      'Content-Range': 'x',
    });

    expect(record(answer.headers)).toMatchObject({ 'content-length': '3' });
    expect(record(answer.headers)).not.toHaveProperty('content-encoding');
    expect(record(answer.headers)).not.toHaveProperty('content-range');
  });

  it('brings no field of the connection, no cookie, and none that it bars', () => {
    const { answer } = updated([before], {
      ETag: '"a"',
      Connection: 'x-d',
      'X-D': '1',
      'Keep-Alive': '1',
      'Set-Cookie': 'a=1',
      'Cache-Control': 'max-age=9, no-cache="X-A, X-E"',
      'X-E': '1',
    });

    expect(Object.keys(record(answer.headers)).sort()).toEqual([
      'cache-control',
      'content-length',
      'content-type',
      'date',
      'etag',
      'x-b',
    ]);
  });

  it('brings its cookies where cookies are stored', () => {
    const { answer } = updated(
      [before],
      { ETag: '"a"', 'Set-Cookie': 'a=1' },
      { policy: { storeSetCookie: true } },
    );

    expect(answer.headers).toContainEqual(['set-cookie', 'a=1']);
  });

  it('begins its age and its terms anew', () => {
    const { answer } = updated([before], {
      ETag: '"a"',
      Date: httpDate(LATER),
      'Cache-Control': 'max-age=3600',
    });

    expect(answer).toMatchObject({ initialAge: 0, receivedAt: LATER, date: LATER, body: 'one' });
    expect(reuse(answer, request(), LATER + 3599 * SECOND).use).toBe('fresh');
    expect(reuse(answer, request(), LATER + 3600 * SECOND).use).toBe('validate');
  });

  it('takes a Date that is not sent again for no sign of age', () => {
    expect(updated([before], { ETag: '"a"' }).answer).toMatchObject({ initialAge: 0, date: LATER });
  });

  it('leaves what it was given as it was', () => {
    const copy = structuredClone(before);
    updated([before], { ETag: '"a"', 'X-A': '2' });

    expect(before).toEqual(copy);
  });

  it('takes a Date that is sent again for a sign of age', () => {
    const { answer } = updated([before], { ETag: '"a"', Date: httpDate(NOW) });

    expect(answer).toMatchObject({ initialAge: HOUR, date: NOW });
  });

  it('with Vary: * serves once, and then is gone', () => {
    const result = updated([before], { ETag: '"a"', Vary: '*' });

    expect(result.answer).toMatchObject({ body: 'one', selecting: [] });
    expect(result.variants).toEqual([]);
  });

  it('varies from now on by what it says', () => {
    const asked = request({ 'X-A': '1' });
    const { variants } = updated([before], { ETag: '"a"', Vary: 'X-A' }, { asked });

    expect(variants.map(({ selecting }) => selecting)).toEqual([[['x-a', '1']]]);
  });

  it('is nothing, when the request wants nothing stored', () => {
    const result = updated(
      [before],
      { ETag: '"a"', 'X-A': '2' },
      { asked: request({ 'Cache-Control': 'no-store' }) },
    );

    expect(record(result.answer.headers)['x-a']).toBe('2');
    expect(result.variants).toEqual([before]);
  });

  it('with no-store serves once, and then is gone', () => {
    const result = updated([before], { ETag: '"a"', 'Cache-Control': 'no-store' });

    expect(result.answer.body).toBe('one');
    expect(result.variants).toEqual([]);
  });
});

describe('which stored response a 304 confirms (RFC 9111 §4.3.4)', () => {
  const german = request({ 'Accept-Language': 'de' });
  const french = request({ 'Accept-Language': 'fr' });
  const variant = (body: string, asked: RequestHead, headers: HeaderSource = {}) =>
    held(
      body,
      { Vary: 'Accept-Language', 'Cache-Control': 'max-age=2', Date: DATE, ...headers },
      asked,
    );

  it('by a strong tag, all that have it', () => {
    const variants = [
      variant('de', german, { ETag: '"1"' }),
      variant('fr', french, { ETag: '"1"' }),
      variant('other', request(), { ETag: '"2"' }),
    ];
    const result = updated(variants, { ETag: '"1"', 'X-New': '1' }, { asked: french });

    expect(result.answer.body).toBe('fr');
    expect(bodies(result.variants.filter(({ headers }) => record(headers)['x-new']))).toEqual([
      'de',
      'fr',
    ]);
    expect(result.variants).toHaveLength(3);
    expect(result.variants.map(({ selecting }) => selecting[0]?.[1])).toEqual(
      expect.arrayContaining(['de', 'fr', null]),
    );
  });

  it('by a strong tag, none that has it weakly', () => {
    expect(hear([held('one', { ETag: 'W/"1"' })], { ETag: '"1"' }).outcome).toBe('unmatched');
  });

  it('by a weak tag, the most recent that has it', () => {
    const variants = [
      held('older', { ETag: 'W/"1"', Date: httpDate(NOW - SECOND), Vary: 'X-A' }),
      held('newer', { ETag: '"1"', Date: DATE, Vary: 'X-B' }),
    ];
    const result = updated(variants, { ETag: 'W/"1"', 'X-New': '1', Vary: 'X-B' });

    expect(result.answer.body).toBe('newer');
    expect(result.variants.filter(({ headers }) => record(headers)['x-new'])).toHaveLength(1);
  });

  it('by a date, the one that was asked about', () => {
    expect(
      updated([held('one', { 'Last-Modified': DATE })], { 'Last-Modified': DATE }).answer.body,
    ).toBe('one');
    expect(
      hear([held('one', { 'Last-Modified': DATE })], { 'Last-Modified': httpDate(LATER) }).outcome,
    ).toBe('unmatched');
  });

  it('by nothing, the one that was asked about', () => {
    expect(updated([held('one', { ETag: '"1"' })], {}).answer.body).toBe('one');
    expect(updated([held('one', { 'Last-Modified': DATE })], {}).answer.body).toBe('one');
  });

  it('by nothing, none of several', () => {
    const variants = [
      variant('de', german, { ETag: '"1"' }),
      variant('fr', french, { ETag: '"2"' }),
    ];

    expect(hear(variants, {}).outcome).toBe('unmatched');
    expect(hear(variants, { 'Last-Modified': DATE }).outcome).toBe('unmatched');
    expect(hear(variants, {}, { asked: german }).outcome).toBe('unmatched');
  });

  it('by nothing, none of another variant', () => {
    expect(hear([variant('de', german, { ETag: '"1"' })], {}, { asked: french }).outcome).toBe(
      'unmatched',
    );
  });

  it('none whose tag it does not name', () => {
    expect(hear([held('one', { ETag: '"1"' })], { ETag: '"2"' }).outcome).toBe('unmatched');
  });

  it('none, when redirects led elsewhere: what is there may have the same tag', () => {
    const mine = held('one', { ETag: '"1"' });
    const wasRedirected = true;
    const asked = request({ 'If-None-Match': '"1"' });

    expect(hear([mine], { ETag: '"1"' }, { wasRedirected }).outcome).toBe('unmatched');
    expect(hear([mine], { ETag: '"1"' }, { wasRedirected, asked }).outcome).toBe('for-the-asker');
  });

  it('none, when nothing could be asked about', () => {
    expect(hear([held('one', { 'Cache-Control': 'max-age=1' })], {}).outcome).toBe('unmatched');
    expect(hear([], { ETag: '"1"' }).outcome).toBe('unmatched');
  });

  it('of another variant, which varies on more than before: only where all of it is known', () => {
    const before = variant('same', german, { ETag: '"1"' });
    const { variants } = updated(
      [before],
      { ETag: '"1"', Vary: 'Accept-Language, X-A' },
      { asked: french },
    );
    const select = (asked: RequestHead) => selectVariant(variants, asked, identify(asked))?.body;

    expect(select(french)).toBe('same');
    expect(select(german)).toBeUndefined();
    expect(select(request({ 'Accept-Language': 'de', 'X-A': '1' }))).toBeUndefined();
  });

  it('of another variant: it answers this request from now on too', () => {
    const result = updated(
      [variant('same', german, { ETag: '"1"' })],
      { ETag: '"1"' },
      { asked: french },
    );

    expect(result.answer).toMatchObject({ body: 'same', selecting: [['accept-language', 'fr']] });
    expect(result.variants.map(({ selecting }) => selecting[0]?.[1]).sort()).toEqual(['de', 'fr']);
  });
});

describe('whom a 304 is for, when the asker has a condition of his own (RFC 9111 §4.3.2)', () => {
  const mine = held('one', { ETag: '"1"' });
  const asking = (headers: HeaderSource) => ({ asked: request(headers) });

  it('the cache, when it names what is stored', () => {
    expect(hear([mine], { ETag: '"1"' }, asking({ 'If-None-Match': '"2"' })).outcome).toBe(
      'updated',
    );
    expect(hear([mine], { ETag: '"1"' }, asking({ 'If-Modified-Since': DATE })).outcome).toBe(
      'updated',
    );
  });

  it('the asker, when it names what only he has', () => {
    expect(hear([mine], { ETag: '"2"' }, asking({ 'If-None-Match': '"2"' })).outcome).toBe(
      'for-the-asker',
    );
  });

  it('the asker, when the cache asked nothing', () => {
    expect(hear([], {}, asking({ 'If-None-Match': '"2"' })).outcome).toBe('for-the-asker');
    expect(hear([held('one', {})], {}, asking({ 'If-Modified-Since': DATE })).outcome).toBe(
      'for-the-asker',
    );
    expect(hear([mine], { ETag: '"1"' }, asking({ 'If-None-Match': '*' })).outcome).toBe(
      'for-the-asker',
    );
  });

  it('nobody knows, when it names nothing', () => {
    expect(hear([mine], {}, asking({ 'If-None-Match': '"2"' })).outcome).toBe('unmatched');
  });
});

describe('whom what is confirmed serves', () => {
  const alice = request({ Authorization: 'alice' });
  const scopes = (
    own: HeaderSource,
    asked: RequestHead,
    confirmedFor: RequestHead,
    headers: HeaderSource,
  ) =>
    updated(
      [held('one', { ETag: '"1"', ...own }, asked)],
      { ETag: '"1"', ...headers },
      { asked: confirmedFor },
    ).variants.map(({ scope }) => scope);
  const hers = identify(alice).scopes[0];

  it('the same as before', () => {
    expect(scopes({}, request(), request(), {})).toEqual([ANYONE]);
    expect(scopes({}, alice, alice, {})).toEqual([hers]);
  });

  it('anyone, once it is public', () => {
    expect(scopes({}, alice, alice, { 'Cache-Control': 'public' })).toEqual([ANYONE]);
  });

  it('one asker only, once it is private', () => {
    expect(
      scopes({ 'Cache-Control': 'public' }, alice, alice, { 'Cache-Control': 'private' }),
    ).toEqual([hers]);
  });

  it('the asker who had it confirmed, and as before those whom it served', () => {
    expect(scopes({}, request(), alice, {}).sort()).toEqual([ANYONE, hers].sort());
  });
});

describe('a HEAD (RFC 9111 §4.3.5)', () => {
  const before = held('one', {
    'Cache-Control': 'max-age=7200',
    ETag: '"1"',
    'Last-Modified': DATE,
    'Content-Length': '3',
    'X-A': '1',
  });
  const afterHead = (
    headers: HeaderSource,
    status = 200,
    asked = request({}, { method: 'HEAD' }),
  ) =>
    freshenByHead([before], exchange(headers, { asked, status, at: LATER }), identify(asked), {});

  it.each([
    [{}],
    [{ ETag: '"1"' }],
    [{ ETag: 'W/"1"', 'Last-Modified': DATE, 'Content-Length': '3' }],
  ])('that agrees (%j) brings its fields', (headers) => {
    const [result] = afterHead({ ...headers, 'X-A': '2' });

    expect(record(result?.headers ?? [])['x-a']).toBe('2');
    expect(result).toMatchObject({ receivedAt: LATER, body: 'one' });
  });

  it.each([
    [{ ETag: '"2"' }],
    [{ ETag: 'x' }],
    [{ 'Last-Modified': httpDate(LATER) }],
    [{ 'Content-Length': '4' }],
  ])('that differs (%j) makes the stored response stale', (headers) => {
    const [result] = afterHead(headers);

    expect(result && reuse(result, request(), LATER).use).toBe('validate');
    expect(record(result?.headers ?? [])).toEqual(record(before.headers));
  });

  it('that says no-store removes it', () => {
    expect(afterHead({ 'Cache-Control': 'no-store' })).toEqual([]);
  });

  it('that wants nothing stored changes nothing', () => {
    const asked = request({ 'Cache-Control': 'no-store' }, { method: 'HEAD' });

    expect(afterHead({ ETag: '"2"' }, 200, asked)).toEqual([before]);
  });

  it('that was redirected changes nothing', () => {
    const asked = request({}, { method: 'HEAD' });
    const elsewhere = exchange({ ETag: '"2"' }, { asked, at: LATER, wasRedirected: true });

    expect(freshenByHead([before], elsewhere, identify(asked), {})).toEqual([before]);
  });

  it('that failed changes nothing', () => {
    expect(afterHead({ ETag: '"2"' }, 404)).toEqual([before]);
  });

  it('that would have selected something else changes nothing', () => {
    const german = held(
      'de',
      { Vary: 'Accept-Language', ETag: '"1"' },
      request({ 'Accept-Language': 'de' }),
    );
    const asked = request({}, { method: 'HEAD' });

    expect(
      freshenByHead([german], exchange({ ETag: '"2"' }, { asked }), identify(asked), {}),
    ).toEqual([german]);
  });
});
