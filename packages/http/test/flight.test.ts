import { describe, expect, it } from 'vitest';
import {
  flightParts,
  type HeaderSource,
  identify,
  joinability,
  type RequestHead,
} from '../src/index.js';
import { request } from './messages.js';

const partsOf = (asked: RequestHead, vary?: readonly string[]) =>
  flightParts(asked, identify(asked), vary);

describe('a request may wait for an equal one', () => {
  it('when it is a plain GET', () => {
    expect(joinability(request({ Accept: 'text/html', Cookie: 'a=1' }))).toBe('may-join');
  });

  it.each([
    ['method', request({}, { method: 'POST' })],
    ['method', request({}, { method: 'HEAD' })],
    ['method', request({}, { method: 'get' })],
    ['method', request({}, { method: 'QUERY' })],
    ['method', request({}, { method: 'CONNECT' })],
    ['method-override', request({ 'X-HTTP-Method-Override': 'POST' })],
    ['body', request({}, { hasBody: true })],
    ['range', request({ Range: 'bytes=0-1' })],
    ['conditional', request({ 'If-None-Match': '"a"' })],
    ['conditional', request({ 'If-Modified-Since': 'x' })],
    ['conditional', request({ 'If-Match': '"a"' })],
    ['conditional', request({ 'If-Unmodified-Since': 'x' })],
    ['cache-control', request({ 'Cache-Control': 'max-age=60' })],
    ['cache-control', request({ Pragma: 'no-cache' })],
    ['conditional', request({ 'If-Range': '"a"' })],
    ['method-override', request({ 'X-HTTP-Method': 'POST' })],
    ['upgrade', request({ Upgrade: 'websocket' })],
  ])('not because of its %s', (reason, asked) => {
    expect(joinability(asked)).toBe(reason);
  });
});

describe('two requests share a flight', () => {
  const shares = (one: HeaderSource, other: HeaderSource, vary?: readonly string[]) =>
    JSON.stringify(partsOf(request(one), vary)) === JSON.stringify(partsOf(request(other), vary));

  it.each([
    [{}, {}],
    [{ 'User-Agent': 'a' }, { 'User-Agent': 'b' }],
    [{ Traceparent: '1' }, { Traceparent: '2' }],
    [{ Accept: 'a, b' }, { accept: 'a,b' }],
    [
      [
        ['Accept', 'a'],
        ['Origin', 'b'],
      ],
      [
        ['Origin', 'b'],
        ['Accept', 'a'],
      ],
    ] as const,
    [{ 'Accept-Language': 'de' }, { 'Accept-Language': 'DE' }],
  ])('%j and %j do', (one, other) => {
    expect(shares(one, other)).toBe(true);
  });

  it.each([
    [{ Accept: 'a' }, { Accept: 'b' }],
    [{ Accept: 'a' }, {}],
    [{ 'Accept-Language': 'de' }, { 'Accept-Language': 'fr' }],
    [{ Origin: 'https://a' }, { Origin: 'https://b' }],
    [{ Authorization: 'a' }, { Authorization: 'b' }],
    [{ Authorization: 'a' }, {}],
    [{ Cookie: 'a' }, { Cookie: 'b' }],
    [
      { Accept: 'a', Origin: 'b' },
      { Accept: 'b', Origin: 'a' },
    ],
  ])('%j and %j do not', (one, other) => {
    expect(shares(one, other)).toBe(false);
  });

  it('by what an earlier answer varied on, when there was one', () => {
    expect(shares({ 'X-A': '1' }, { 'X-A': '2' }, ['x-a'])).toBe(false);
    expect(shares({ Accept: 'a' }, { Accept: 'b' }, ['x-a'])).toBe(true);
    expect(shares({ Cookie: 'a' }, { Cookie: 'b' }, [])).toBe(false);
  });

  it('never with a credential in plain sight', () => {
    const parts = partsOf(request({ Authorization: 'secret' }), ['authorization']);

    expect(JSON.stringify(parts)).not.toContain('secret');
  });
});
