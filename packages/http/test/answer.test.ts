import { describe, expect, it } from 'vitest';
import { answerFrom, type HeaderSource } from '../src/index.js';
import { DATE, HOUR, httpDate, NOW, record, request, SECOND, stored } from './messages.js';

const BODY = '0123456789A';
const held = {
  'Cache-Control': 'max-age=60',
  'Content-Length': String(BODY.length),
  'Content-Type': 'text/plain',
  Date: DATE,
  ETag: '"abc"',
  'Last-Modified': httpDate(NOW - HOUR),
  'X-A': '1',
};

function answer(headers: HeaderSource, own: HeaderSource = held, status = 200) {
  const { body, ...head } = answerFrom(stored(own, { status }), request(headers), NOW, BODY.length);
  const text = typeof body === 'string' ? body : BODY.slice(body.first, body.last + 1);
  return { status: head.status, headers: record(head.headers), text };
}

describe('the whole', () => {
  it('has the stored status and headers', () => {
    expect(answer({}, { 'X-A': '1' }, 404)).toEqual({
      status: 404,
      headers: { 'x-a': '1', age: '0' },
      text: 'whole',
    });
  });

  it('has an Age in whole seconds, in place of the one received, and the Date as it was', () => {
    const result = answerFrom(stored({ Age: '30', Date: DATE }), request(), NOW + 2.9 * SECOND);

    expect(record(result.headers)).toEqual({ age: '32', date: DATE });
  });

  it('has no body for HEAD', () => {
    const result = answerFrom(stored(held), request({}, { method: 'HEAD' }), NOW);

    expect(result).toMatchObject({ status: 200, body: 'none' });
    expect(record(result.headers)['content-length']).toBe('11');
  });
});

describe('the request has a condition of its own', () => {
  it.each([
    [{ 'If-None-Match': '"abc"' }, 304],
    [{ 'If-None-Match': 'W/"abc"' }, 304],
    [{ 'If-None-Match': '"1", "abc", "2"' }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': '"other"' }, 200],
    [{ 'If-None-Match': 'abc' }, 200],
    [{ 'If-Modified-Since': httpDate(NOW - HOUR) }, 304],
    [{ 'If-Modified-Since': httpDate(NOW) }, 304],
    [{ 'If-Modified-Since': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 304],
    [{ 'If-Modified-Since': httpDate(NOW - 2 * HOUR) }, 200],
    [{ 'If-Modified-Since': 'yesterday' }, 200],
    [{ 'If-None-Match': '"abc"', 'If-Modified-Since': httpDate(NOW - 2 * HOUR) }, 304],
    [{ 'If-None-Match': '"other"', 'If-Modified-Since': httpDate(NOW) }, 200],
  ])('%j: %d', (headers, status) => {
    expect(answer(headers).status).toBe(status);
  });

  it('answers 304 with the headers that a cache can use, and none of a body', () => {
    const ofTheBody = ['encoding', 'language', 'length', 'range', 'type', 'digest', 'md5'].map(
      (name) => [`content-${name}`, 'x'] as const,
    );
    const own = { ...held, ...Object.fromEntries(ofTheBody), 'Content-Location': '/a' };
    const { headers, text } = answer({ 'If-None-Match': '"abc"' }, own);

    expect(text).toBe('none');
    expect(headers).toMatchObject({
      etag: '"abc"',
      'cache-control': 'max-age=60',
      date: DATE,
      age: '0',
      'x-a': '1',
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('content-'))).toEqual([
      'content-location',
    ]);
  });

  it('compares with Date what has no Last-Modified', () => {
    expect(answer({ 'If-Modified-Since': DATE }, { Date: DATE }).status).toBe(304);
    expect(answer({ 'If-Modified-Since': httpDate(NOW - SECOND) }, { Date: DATE }).status).toBe(
      200,
    );
  });

  it('is answered by a 404 as it stands', () => {
    expect(answer({ 'If-None-Match': '*' }, held, 404).status).toBe(404);
  });

  it('compares no tag that is no tag', () => {
    expect(answer({ 'If-None-Match': 'abc' }, { ETag: 'abc' }).status).toBe(200);
  });
});

describe('the request asks for a range', () => {
  it.each([
    ['bytes=0-1', '01', 'bytes 0-1/11'],
    ['BYTES=0-0', '0', 'bytes 0-0/11'],
    ['bytes=1-', '123456789A', 'bytes 1-10/11'],
    ['bytes=-1', 'A', 'bytes 10-10/11'],
    ['bytes=-99', BODY, 'bytes 0-10/11'],
    ['bytes=5-99', '56789A', 'bytes 5-10/11'],
    [`bytes=5-${'9'.repeat(400)}`, '56789A', 'bytes 5-10/11'],
    ['bytes= 2-3 ', '23', 'bytes 2-3/11'],
  ])('%s is %s', (range, text, contentRange) => {
    const result = answer({ Range: range });

    expect(result).toMatchObject({ status: 206, text });
    expect(result.headers).toMatchObject({
      'content-range': contentRange,
      'content-length': String(text.length),
      'x-a': '1',
    });
  });

  it('has no digest of the whole content, and that of the resource', () => {
    const digests = { 'Content-Digest': 'sha-256=:YQ==:', 'Content-MD5': 'YQ==' };
    const own = { ...held, ...digests, 'Repr-Digest': 'sha-256=:YQ==:' };

    for (const range of ['bytes=0-1', 'bytes=11-']) {
      const names = Object.keys(answer({ Range: range }, own).headers);
      expect(names.filter((name) => /digest|md5/.test(name))).toEqual(['repr-digest']);
    }
    expect(answer({}, own).headers).toMatchObject({ 'content-md5': 'YQ==' });
  });

  it.each(['bytes=11-', 'bytes=11-12', 'bytes=-0', `bytes=${'9'.repeat(400)}-`])(
    '%s lies past the end',
    (range) => {
      const result = answer({ Range: range });

      expect(result).toMatchObject({ status: 416, text: 'none' });
      expect(result.headers).toMatchObject({
        'content-range': 'bytes */11',
        'content-length': '0',
      });
    },
  );

  it.each([
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=5',
    'bytes=3-2',
    'bytes=a-b',
    'bytes=0x1-2',
    'bytes=1.5-2',
    'bytes=0-1,3-4',
    'items=0-1',
    'bytes=0-1-2',
    'bytes=--1',
    '=0-1',
  ])('%j gets the whole', (range) => {
    expect(answer({ Range: range })).toMatchObject({ status: 200, text: 'whole' });
  });

  it.each([
    [{ 'Content-Encoding': 'gzip' }, 200],
    [{}, 404],
  ])('gets the whole where it counts other bytes: %j, %d', (more, status) => {
    expect(answer({ Range: 'bytes=0-1' }, { ...held, ...more }, status)).toMatchObject({
      status,
      text: 'whole',
    });
  });

  it('gets the whole of a body whose length nobody says', () => {
    expect(answerFrom(stored(held), request({ Range: 'bytes=0-1' }), NOW)).toMatchObject({
      status: 200,
      body: 'whole',
    });
  });

  it('of a HEAD is nothing', () => {
    const asked = request({ Range: 'bytes=0-1' }, { method: 'HEAD' });

    expect(answerFrom(stored(held), asked, NOW, BODY.length)).toMatchObject({
      status: 200,
      body: 'none',
    });
  });

  it('gets 304 first, if that is what its condition says', () => {
    expect(answer({ Range: 'bytes=0-1', 'If-None-Match': '"abc"' }).status).toBe(304);
  });

  it.each([
    ['"abc"', 206],
    ['W/"abc"', 200],
    ['"other"', 200],
    [httpDate(NOW - HOUR), 206],
    [httpDate(NOW - 2 * HOUR), 200],
    [httpDate(NOW), 200],
    ['nonsense', 200],
  ])('If-Range: %s: %d', (condition, status) => {
    expect(answer({ Range: 'bytes=0-1', 'If-Range': condition }).status).toBe(status);
  });

  it('does not trust a tag or a date that is weak', () => {
    const weak = { ETag: 'W/"abc"', Date: DATE, 'Last-Modified': httpDate(NOW - SECOND) };

    expect(answer({ Range: 'bytes=0-1', 'If-Range': 'W/"abc"' }, weak).status).toBe(200);
    expect(answer({ Range: 'bytes=0-1', 'If-Range': httpDate(NOW - SECOND) }, weak).status).toBe(
      200,
    );
  });

  it('finds nothing in an empty body', () => {
    const result = answerFrom(stored({}), request({ Range: 'bytes=0-' }), NOW, 0);

    expect(result.status).toBe(416);
  });
});
