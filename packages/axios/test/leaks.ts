import axios, { type AxiosRequestConfig } from 'axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coalesce } from '../src/index.js';
import { Upstream } from './upstream.js';

const upstream = new Upstream();

type Adapter = 'http' | 'fetch';

/** Ways to say who is asking. */
const TELLS: Readonly<Record<string, (who: string) => AxiosRequestConfig>> = {
  Authorization: (who) => ({ headers: { Authorization: `Bearer ${who}` } }),
  Cookie: (who) => ({ headers: { Cookie: `session=${who}` } }),
  auth: (who) => ({ auth: { username: who, password: 'secret' } }),
  'x-api-key': (who) => ({ headers: { 'x-api-key': who } }),
  'X-Tenant-ID': (who) => ({ headers: { 'X-Tenant-ID': who } }),
  userinfo: (who) => ({ baseURL: upstream.url.replace('//', `//${who}:secret@`) }),
};

const NOT_PUBLIC = [
  'private',
  'private, max-age=60',
  'no-store',
  'no-store, public, max-age=60',
  'max-age=60',
  's-maxage=60',
  'PRIVATE, MAX-AGE=60',
  'Max-Age=60',
  'max-age=sixty, , "public',
  '',
];

const tables = (['http', 'fetch'] as const).flatMap((adapter) =>
  Object.keys(TELLS)
    // Fetch refuses a URL with userinfo.
    .filter((tell) => adapter === 'http' || tell !== 'userinfo')
    .flatMap((tell) => NOT_PUBLIC.map((cacheControl) => ({ adapter, tell, cacheControl }))),
);

/** Who may have whose answer, with each version of axios. */
export function leaksNothing(): void {
  beforeAll(() => upstream.start());
  afterAll(() => upstream.stop());

  describe('an answer for one asker never reaches another', () => {
    it.each(tables)('$adapter: told apart by $tell, under "$cacheControl"', async (row) => {
      const ask = askers(row.adapter, row.tell, row.cacheControl);

      const atOnce = await Promise.all(['alice', 'bob', 'alice'].map(ask));
      const inTurn = [await ask('alice'), await ask('bob')];

      expect(atOnce).toEqual(['alice', 'bob', 'alice']);
      expect(inTurn).toEqual(['alice', 'bob']);
    });

    it.each(Object.keys(TELLS))('nor one without credentials, told by %s', async (tell) => {
      const ask = askers('http', tell, 'max-age=60');

      const atOnce = await Promise.all(['alice', undefined].map(ask));
      const inTurn = await ask(undefined);

      expect(atOnce).toEqual(['alice', 'nobody']);
      expect(inTurn).toBe('nobody');
    });

    it.each(['http', 'fetch'] as const)(
      'nor by a redirect that was for him alone, over %s',
      async (adapter) => {
        upstream.answer((request, response) => {
          const who = String(request.headers.authorization);
          if (request.url === '/me') response.writeHead(302, { location: `/users/${who}` });
          else response.writeHead(200, { 'cache-control': 'public, max-age=60' });
          response.end(request.url?.replace('/users/', ''));
        });
        const client = coalesce(axios.create({ baseURL: upstream.url, adapter }));
        const ask = async (who: string) =>
          (await client.get('/me', { headers: { Authorization: who } })).data;

        expect(await Promise.all([ask('alice'), ask('bob')])).toEqual(['alice', 'bob']);
        expect(await ask('carol')).toBe('carol');
      },
    );
  });

  describe('what is for anyone reaches everyone', () => {
    it.each(Object.keys(TELLS))('a public answer, whoever asked, told by %s', async (tell) => {
      const ask = askers('http', tell, 'public, max-age=60');

      expect(await ask('alice')).toBe('alice');
      expect(await ask('bob')).toBe('alice');
    });

    it('an answer that was asked for without credentials', async () => {
      const ask = askers('http', 'x-api-key', 'max-age=60');

      expect(await ask(undefined)).toBe('nobody');
      expect(await ask('bob')).toBe('nobody');
    });
  });
}

/** A client of a server that answers each asker with his name. */
function askers(adapter: Adapter, tell: string, cacheControl: string) {
  upstream.answer((request, response) => {
    const { authorization = '', cookie = '' } = request.headers;
    const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    const said = [authorization, basic, cookie, request.headers['x-api-key']];
    const all = [...said, request.headers['x-tenant-id']].join(' ');
    response.writeHead(200, cacheControl === '' ? {} : { 'cache-control': cacheControl });
    response.end(/alice|bob/.exec(all)?.[0] ?? 'nobody');
  });
  const client = coalesce(axios.create({ baseURL: upstream.url, adapter }));
  return async (who: string | undefined): Promise<unknown> =>
    (await client.get('/me', who === undefined ? {} : TELLS[tell]?.(who))).data;
}
