import { expect, test } from 'vitest';
import { userApi as kyApi } from '../examples/ky.js';
import { userApi as ofetchApi } from '../examples/ofetch.js';
import { userApi as openapiApi } from '../examples/openapi-fetch.js';
import { times } from './support/cached.js';
import { origin } from './support/origin.js';

/** Users whose names can be changed; how long they are fresh is up to the example. */
async function users(cacheControl?: string) {
  let name = 'Ada';
  const { url, requests } = await origin(async (request, response) => {
    const id = Number(request.url?.split('/').at(-1));
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      name = JSON.parse(Buffer.concat(chunks).toString()).name;
    }
    response.setHeader('content-type', 'application/json');
    if (cacheControl !== undefined) response.setHeader('cache-control', cacheControl);
    response.end(JSON.stringify({ id, name }));
  });
  return { url: url.slice(0, -1), requests };
}

test('ky takes it as its fetch', async () => {
  const { url, requests } = await users('max-age=60');
  const user = kyApi(url);

  const answers = await Promise.all(times(50, () => user(42)));

  expect(answers).toEqual(times(50, () => ({ id: 42, name: 'Ada' })));
  expect(requests).toHaveLength(1);
});

test('ofetch takes it as its fetch', async () => {
  const { url, requests } = await users();
  const user = ofetchApi(url);

  await Promise.all(times(50, () => user(42)));

  expect(await user(42)).toEqual({ id: 42, name: 'Ada' });
  expect(requests).toHaveLength(1);
});

test('openapi-fetch takes it as its fetch', async () => {
  const { url, requests } = await users('max-age=60');
  const { read, rename } = openapiApi(url);

  await Promise.all(times(50, () => read(42)));
  await rename(42, 'Grace');

  expect(await read(42)).toEqual({ id: 42, name: 'Grace' });
  expect(requests).toHaveLength(3);
});
