import { describe, expect, it } from 'vitest';
import { type HeaderSource, identify, invalidatedTargets, isSafeMethod } from '../src/index.js';
import { request, response, URL_A } from './messages.js';

const voided = (method: string, status: number, headers: HeaderSource = {}, url = URL_A) =>
  invalidatedTargets(request({}, { method, url }), response(headers, status));

describe('an unsafe request (P27, H-08)', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'M-SEARCH', 'get', ''])(
    '%s voids its target',
    (method) => {
      expect(isSafeMethod(method)).toBe(false);
      expect(voided(method, 200)).toEqual([URL_A]);
    },
  );

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])('is not %s', (method) => {
    expect(isSafeMethod(method)).toBe(true);
    expect(voided(method, 200, { Location: '/b' })).toEqual([]);
  });

  it.each([
    [200, 1],
    [204, 1],
    [303, 1],
    [399, 1],
    [100, 0],
    [400, 0],
    [404, 0],
    [500, 0],
  ])('answered with %d voids %d', (status, count) => {
    expect(voided('PUT', status)).toHaveLength(count);
  });

  it('voids what Location and Content-Location name on the same origin', () => {
    const headers = { Location: 'b#top', 'Content-Location': 'https://API.example:443/c' };

    expect(voided('POST', 201, headers)).toEqual([
      URL_A,
      'https://api.example/b',
      'https://api.example/c',
    ]);
  });

  it.each([
    'https://other.example/b',
    'http://api.example/b',
    'https://api.example:8443/b',
    '//other.example/b',
    'data:,x',
    'https://[',
  ])('voids nothing elsewhere: %s', (location) => {
    expect(voided('POST', 201, { Location: location })).toEqual([URL_A]);
  });

  it('names its target without fragment and userinfo', () => {
    expect(voided('PUT', 200, {}, 'https://u:p@api.example/a#x')).toEqual([URL_A]);
  });

  it('voids on the site that its Host names, and nowhere else', () => {
    const at = (host: string, url: string) => identify(request({ Host: host }, { url })).target;
    const asked = request({ Host: 'shop.example' }, { method: 'PUT' });
    const headers = { Location: 'https://SHOP.example/b', 'Content-Location': '/c' };

    expect(invalidatedTargets(asked, response(headers))).toEqual(
      [URL_A, 'https://api.example/b', 'https://api.example/c'].map((url) =>
        at('shop.example', url),
      ),
    );
    const elsewhere = { Location: 'https://other.example/b' };
    expect(invalidatedTargets(asked, response(elsewhere))).toEqual([at('shop.example', URL_A)]);
    const nameless = request({ Host: 'no host' }, { method: 'PUT' });
    expect(invalidatedTargets(nameless, response(elsewhere))).toEqual([at('no host', URL_A)]);
  });
});
