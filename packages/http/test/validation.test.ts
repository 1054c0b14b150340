import { describe, expect, it } from 'vitest';
import { conditionalHeaders, type HeaderSource, hasValidator } from '../src/index.js';
import { DATE, record, request, stored } from './messages.js';

const sent = (asked: HeaderSource, ...nominated: HeaderSource[]) =>
  record(
    conditionalHeaders(
      request(asked),
      nominated.map((headers) => stored(headers, { asked: request(asked) })),
    ),
  );

describe('asking the origin whether what is stored is still good', () => {
  it('sends its entity tag and its date, with the headers of the request', () => {
    expect(sent({ Abc: '123' }, { ETag: '"a"', 'Last-Modified': DATE, Vary: 'Abc' })).toEqual({
      abc: '123',
      'if-none-match': '"a"',
      'if-modified-since': DATE,
    });
  });

  it('sends a weak tag as it is', () => {
    expect(sent({}, { ETag: 'W/"a"' })).toEqual({ 'if-none-match': 'W/"a"' });
  });

  it('sends the tags of all that are nominated, each once, and no date', () => {
    const both = [{ ETag: '"a"', 'Last-Modified': DATE }, { ETag: '"b"' }, { ETag: '"a"' }];

    expect(sent({}, ...both)).toEqual({ 'if-none-match': '"a", "b"' });
  });

  it('adds the tags that the request brought', () => {
    expect(sent({ 'If-None-Match': '"mine", "a"' }, { ETag: '"a"' })).toEqual({
      'if-none-match': '"a", "mine"',
    });
  });

  it('sends the date of what is stored in place of that of the request', () => {
    expect(sent({ 'If-Modified-Since': 'x' }, { 'Last-Modified': DATE })).toEqual({
      'if-modified-since': DATE,
    });
  });

  it('does not ask by date about a variant that the request does not select', () => {
    const french = stored(
      { 'Last-Modified': DATE, Vary: 'Accept-Language' },
      { asked: request({ 'Accept-Language': 'fr' }) },
    );

    expect(conditionalHeaders(request(), [french])).toEqual([]);
  });

  it.each([
    ['nothing that is nominated has a validator', {}, { 'Cache-Control': 'max-age=1' }],
    ['the tag is none', {}, { ETag: 'abc' }],
    [
      'the request has tags and nothing stored has',
      { 'If-None-Match': '"x"' },
      { 'Last-Modified': DATE },
    ],
    ['the request asks for any tag', { 'If-None-Match': '*' }, { ETag: '"a"' }],
    ['the request has a condition for the origin', { 'If-Match': '"x"' }, { ETag: '"a"' }],
    [
      'the request has a condition for the origin',
      { 'If-Unmodified-Since': DATE },
      { ETag: '"a"' },
    ],
    ['the request is for a part', { Range: 'bytes=0-1' }, { ETag: '"a"' }],
  ])('leaves the request alone when %s', (_, asked, held) => {
    const result = request(asked);

    expect(conditionalHeaders(result, [stored(held)])).toBe(result.headers);
  });
});

it.each([
  [{ ETag: '"a"' }, true],
  [{ ETag: 'a' }, false],
  [{ 'Last-Modified': DATE }, true],
  [{ Date: DATE }, false],
])('%j has a validator: %s', (headers, expected) => {
  expect(hasValidator(stored(headers))).toBe(expected);
});
