// A real server on loopback: callers who ask at once cost it one request, and each has an answer of his own.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { coalesce } from '@sameflight/axios';
import { CacheManager } from '@sameflight/core';
import axios from 'axios';

let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.setHeader('cache-control', 'max-age=60');
  response.setHeader('content-type', 'application/json');
  response.end('{"eur":1}');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const baseURL = `http://127.0.0.1:${server.address().port}`;

const cache = new CacheManager();
for (const adapter of ['http', 'fetch']) {
  requests = 0;
  const api = coalesce(axios.create({ baseURL, adapter }), { cache });
  const answers = await Promise.all([1, 2, 3].map(() => api.get(`/rates/${adapter}`)));
  answers[0].data.eur = 2;

  assert.deepEqual(
    answers.slice(1).map(({ data }) => data),
    [{ eur: 1 }, { eur: 1 }],
  );
  assert.equal(requests, 1);
}

const gone = await coalesce(axios.create({ baseURL, validateStatus: () => false }))
  .get('/')
  .catch((error) => error);
assert.ok(axios.isAxiosError(gone));
assert.equal(gone.response.status, 200);
assert.throws(() => coalesce({}), TypeError);

await cache.close();
server.closeAllConnections();
server.close();
