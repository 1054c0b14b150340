import { describe, expect, it } from 'vitest';
import { ANYONE, type HeaderSource, identify } from '../src/index.js';
import { request, stored, URL_A } from './messages.js';

const targetOf = (url: string) => identify(request({}, { url })).target;
const ownScope = (headers: HeaderSource, url = URL_A) =>
  identify(request(headers, { url })).scopes[0];

describe('the target (H-15)', () => {
  it.each([
    ['http://EXAMPLE.com:80/a', 'http://example.com/a'],
    ['https://example.com:443', 'https://example.com/'],
    ['http://example.com/a/../b', 'http://example.com/b'],
    ['http://bücher.example/', 'http://xn--bcher-kva.example/'],
    ['http://example.com/a#top', 'http://example.com/a'],
    ['http://example.com/a#', 'http://example.com/a'],
    ['http://example.com/a?#top', 'http://example.com/a?'],
    ['http://user:secret@example.com/a', 'http://example.com/a'],
  ])('of %s is %s', (url, expected) => {
    expect(targetOf(url)).toBe(expected);
  });

  it.each([
    ['http://example.com/%2f', 'http://example.com//'],
    ['http://example.com//a', 'http://example.com/a'],
    ['http://example.com/a%2fb', 'http://example.com/a/b'],
    ['http://example.com/?a=1&b=2', 'http://example.com/?b=2&a=1'],
    ['http://example.com/?q=a+b', 'http://example.com/?q=a%20b'],
    ['http://example.com/?', 'http://example.com/'],
    ['http://example.com/a', 'http://example.com/a/'],
    ['http://example.com/A', 'http://example.com/a'],
    ['http://example.com/page', 'http://example.com/page.css'],
    ['http://example.com/page', 'http://example.com/page?/_payload.json'],
    ['http://example.com/', 'https://example.com/'],
  ])('of %s is not that of %s', (one, other) => {
    expect(targetOf(one)).not.toBe(targetOf(other));
  });

  it('holds the site that Host names, where the URL names another', () => {
    const at = (host: string, url = URL_A) => identify(request({ Host: host }, { url })).target;

    expect(at('a.example')).not.toBe(at('b.example'));
    expect(at('a.example')).not.toBe(targetOf(URL_A));
    expect(at('')).not.toBe(targetOf(URL_A));
    for (const own of ['api.example', 'API.example', 'api.example:443'])
      expect(at(own)).toBe(targetOf(URL_A));
    expect(at('api.example:8443')).not.toBe(targetOf(URL_A));
    expect(at('api.example:8443', 'https://api.example:8443/a')).toBe(
      targetOf('https://api.example:8443/a'),
    );
  });

  it('may be as long as it likes', () => {
    const url = `https://example.com/${'a'.repeat(65_536)}`;

    expect(targetOf(url)).toBe(url);
  });

  it('must be absolute', () => {
    expect(() => identify(request({}, { url: '/a' }))).toThrow(TypeError);
  });
});

const NAMES_THAT_TELL = [
  'X-Scope-OrgID X-Org-Id X-Workspace-Id X-Member-Id X-Consumer-Id X-Client-Id X-Uid X-Userinfo',
  'X-ApiToken ApiToken X-UserToken X-SessionToken X-CSRFToken X-AccessKey X-ApiKeys X-ClientSecret PHPSESSION',
  'DPoP X-Forwarded-Client-Cert SSL-Client-Cert X-ARR-ClientCert X-On-Behalf-Of X-Impersonate X-Login',
].flatMap((line) => line.split(' '));

describe('who is asking (P26)', () => {
  it.each([
    ['Authorization', 'Bearer 1', 'Bearer 2'],
    ['Cookie', 'session=1', 'session=2'],
    ['X-Api-Key', '1', '2'],
    ['X-Auth-Token', '1', '2'],
    ['X-Tenant-ID', '1', '2'],
    ['X-Forwarded-User', 'alice', 'bob'],
    ['Ocp-Apim-Subscription-Key', '1', '2'],
    ...NAMES_THAT_TELL.map((name): [string, string, string] => [name, '1', '2']),
  ])('is told by %s', (name, one, other) => {
    expect(ownScope({ [name]: one })).toBe(ownScope({ [name]: one }));
    expect(ownScope({ [name]: one })).not.toBe(ownScope({ [name]: other }));
    expect(ownScope({ [name]: one })).not.toBe(ownScope({}));
  });

  it('is told by the userinfo of the URL', () => {
    const [one, other] = ['https://alice:1@api.example/a', 'https://bob:1@api.example/a'];

    expect(ownScope({}, one)).not.toBe(ownScope({}, other));
    expect(ownScope({}, one)).not.toBe(ownScope({}));
    expect(targetOf(one)).toBe(targetOf(other));
  });

  it.each([
    'User-Agent',
    'Sec-Fetch-User',
    'Accept',
    'Traceparent',
    'X-Request-ID',
    'If-None-Match',
    'Sec-WebSocket-Key',
    'X-MS-Client-Request-ID',
    'Client-Trace-Id',
    'X-Correlation-ID',
    'Content-Type',
    'X-Forwarded-For',
  ])('is not told by %s', (name) => {
    expect(ownScope({ [name]: '1' })).toBe(ownScope({}));
  });

  it('is told by half of a userinfo', () => {
    const halves = [
      'https://alice@api.example/a',
      'https://bob@api.example/a',
      'https://:1@api.example/a',
    ];

    expect(new Set([...halves, URL_A].map((url) => ownScope({}, url))).size).toBe(4);
    expect(new Set(halves.map(targetOf))).toEqual(new Set([URL_A]));
  });

  it('does not depend on the order of headers, and not on their case', () => {
    const one = ownScope([
      ['Cookie', 'a=1'],
      ['Authorization', 'B'],
    ]);

    expect(
      ownScope([
        ['authorization', 'B'],
        ['cookie', 'a=1'],
      ]),
    ).toBe(one);
  });

  it('cannot be forged by moving text from one header to another', () => {
    const one = ownScope([
      ['Authorization', 'a'],
      ['Cookie', 'b'],
    ]);

    expect(ownScope([['Authorization', 'a","cookie","b']])).not.toBe(one);
    expect(
      ownScope([
        ['Authorization', 'b'],
        ['Cookie', 'a'],
      ]),
    ).not.toBe(one);
  });

  it('is a digest: no credential stands in it', () => {
    const identity = identify(
      request({ Authorization: 'Bearer secret' }, { url: 'https://u:hidden@api.example/' }),
    );

    expect(JSON.stringify(identity)).not.toMatch(/secret|hidden|Bearer/);
    expect(identity.scopes[0]).toMatch(/^credentials:[0-9a-f]{64}$/);
  });

  it('is what a partition of the caller says, and then nothing else', () => {
    const byTenant = (tenant: string) => identify(request({ Cookie: tenant }), () => tenant);

    expect(byTenant('a').scopes).toEqual(byTenant('a').scopes);
    expect(byTenant('a').scopes).not.toEqual(byTenant('b').scopes);
    expect(byTenant('a').scopes).toHaveLength(1);
    expect(JSON.stringify(identify(request(), () => 'tenant-7'))).not.toContain('tenant-7');
    expect(identify(request(), () => ANYONE).scopes[0]).not.toBe(ANYONE);
  });
});

describe('whom an answer serves (P26)', () => {
  const scopeFor = (asked: HeaderSource, cacheControl: string) =>
    stored({ 'Cache-Control': cacheControl }, { asked: request(asked) }).scope;
  const alice = { Authorization: 'alice' };

  it('obtained without credentials: anyone', () => {
    expect(scopeFor({}, 'max-age=60')).toBe(ANYONE);
  });

  it('obtained without credentials but private: only those who have none either', () => {
    const scope = scopeFor({}, 'private, max-age=60');

    expect(identify(request()).scopes).toContain(scope);
    expect(identify(request(alice)).scopes).not.toContain(scope);
  });

  it.each([
    'max-age=60',
    'private, max-age=60',
    's-maxage=60',
    'must-revalidate, max-age=60',
    'public=1, max-age=60',
  ])('obtained with credentials and %s: equal credentials', (cacheControl) => {
    const scope = scopeFor(alice, cacheControl);

    expect(identify(request(alice)).scopes).toContain(scope);
    expect(identify(request({ Authorization: 'bob' })).scopes).not.toContain(scope);
    expect(identify(request()).scopes).not.toContain(scope);
  });

  it('obtained with credentials but public: anyone', () => {
    expect(scopeFor(alice, 'public, max-age=60')).toBe(ANYONE);
  });

  it('in a partition of the caller: only that partition, even when public', () => {
    const identity = identify(request(), () => 'tenant');

    expect(stored({ 'Cache-Control': 'public, max-age=60' }, { identity }).scope).toBe(
      identity.scopes[0],
    );
  });
});
