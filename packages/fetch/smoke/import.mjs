// A real server on loopback: callers who ask at once cost it one request, and each has a body of his own.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CacheManager } from '@sameflight/core';
import { createFetch } from '@sameflight/fetch';

let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.setHeader('cache-control', 'max-age=60');
  response.end('rates');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;

const cache = new CacheManager();
const fetch = createFetch({ cache });
const responses = await Promise.all([fetch(url), fetch(url), fetch(url)]);

assert.deepEqual(await Promise.all(responses.map((each) => each.text())), [
  'rates',
  'rates',
  'rates',
]);
assert.equal(requests, 1);
await cache.close();
server.closeAllConnections();
server.close();
