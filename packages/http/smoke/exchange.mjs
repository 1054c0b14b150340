import assert from 'node:assert/strict';
import { CacheManager } from '@sameflight/core';
import { HttpCache } from '@sameflight/http/exchange';

const cache = new CacheManager();
const http = new HttpCache({ cache, host: 'smoke' });
let sent = 0;
const ask = () =>
  http.ask({
    method: 'GET',
    url: 'https://api.example/rates',
    headers: [],
    send: async () => {
      sent++;
      const headers = [['cache-control', 'max-age=60']];
      return {
        status: 200,
        headers,
        body: new Uint8Array([1]),
        native: undefined,
        about: undefined,
      };
    },
  });

await Promise.all([ask(), ask(), ask()]);

assert.equal(sent, 1);
await cache.close();
