const assert = require('node:assert/strict');
const { coalesce } = require('@sameflight/axios');
const axios = require('axios');

async function main() {
  let calls = 0;
  const adapter = async (config) => {
    calls++;
    const data = new TextEncoder().encode('rates').buffer;
    const headers = { 'cache-control': 'max-age=60' };
    return { status: 200, statusText: 'OK', headers, data, config };
  };
  const api = coalesce(axios.create({ adapter }));
  const answers = await Promise.all([1, 2].map(() => api.get('https://api.example/rates')));

  assert.deepEqual(
    answers.map(({ data }) => data),
    ['rates', 'rates'],
  );
  assert.equal(calls, 1);
}

void main();
