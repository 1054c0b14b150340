const assert = require('node:assert/strict');
const { createFetch } = require('@sameflight/fetch');

async function main() {
  let calls = 0;
  const upstream = async () => {
    calls++;
    return new Response('rates', { headers: { 'cache-control': 'max-age=60' } });
  };
  const fetch = createFetch({ fetch: upstream });
  const [one, other] = await Promise.all([1, 2].map(() => fetch('https://api.example/rates')));

  assert.deepEqual([await one.text(), await other.text()], ['rates', 'rates']);
  assert.equal(calls, 1);
}

void main();
