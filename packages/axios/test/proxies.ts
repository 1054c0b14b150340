import { CacheManager } from '@sameflight/core';
import axios from 'axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coalesce } from '../src/index.js';
import { Upstream } from './upstream.js';

/** What holds of a request by way of a proxy, with each version of axios. */
export function tellsProxiesApart(): void {
  const upstream = new Upstream();
  beforeAll(() => upstream.start());
  afterAll(() => upstream.stop());

  describe('a request by way of a proxy', () => {
    const port = (): number => Number(new URL(upstream.url).port);
    const inParts = (password: string, host = '127.0.0.1') => ({
      host,
      port: port(),
      protocol: 'http',
      auth: { username: 'alice', password },
    });

    it.each([
      ['in parts', inParts],
      ['as a URL', (password: string) => new URL(`http://alice:${password}@127.0.0.1:${port()}`)],
      [
        'with a username',
        (password: string) => {
          const { auth, ...proxy } = inParts(password);
          return { ...proxy, ...auth };
        },
      ],
      ['with one text', (password: string) => ({ ...inParts(''), auth: `alice:${password}` })],
    ])('%s is told from others by its credentials, which stand in no key', async (_how, proxy) => {
      upstream.answer((request, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end(request.headers['proxy-authorization']);
      });
      const cache = new CacheManager();
      const client = coalesce(axios.create(), { cache });
      const by = async (of: unknown) =>
        (await client.get('http://127.0.0.1:9/proxied', { proxy: of as never })).data;
      const basic = (password: string) => `Basic ${btoa(`alice:${password}`)}`;
      const mine = proxy('hunter2');

      expect([await by(mine), await by(mine), await by(proxy('hunter2'))]).toEqual(
        Array.from({ length: 3 }, () => basic('hunter2')),
      );
      expect(upstream.count).toBe(1);
      expect(await by(proxy('other'))).toBe(basic('other'));
      expect([...cache.keys()].join()).not.toContain('hunter2');
      await cache.close();
    });

    it('is told from others by its address', async () => {
      upstream.json('value');
      const client = coalesce(axios.create());
      const by = (host: string) =>
        client.get('http://127.0.0.1:9/proxied', {
          proxy: new URL(`http://${host}:${port()}`) as never,
        });

      await by('127.0.0.1');
      await by('localhost');

      expect(upstream.count).toBe(2);
    });
  });
}
