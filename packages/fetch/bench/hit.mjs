// What a cached hit costs, beside undici's, in one run: node packages/fetch/bench/hit.mjs
import { createServer } from 'node:http';
import { Agent, interceptors, fetch as undiciFetch } from 'undici';
import { createFetch } from '../dist/index.js';

const ROUNDS = 7;
const HITS = 2_000;

const server = createServer((_request, response) => {
  response.writeHead(200, { 'cache-control': 'max-age=3600', 'content-type': 'application/json' });
  response.end(JSON.stringify({ id: 1, name: 'Ada', tags: ['a', 'b', 'c'] }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/user/1`;
const agent = new Agent().compose(interceptors.cache({ type: 'private' }));

const contestants = {
  sameflight: createFetch(),
  'undici cache': (input) => undiciFetch(input, { dispatcher: agent }),
};

const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, fetch] of Object.entries(contestants)) {
    await (await fetch(url)).json();
    const start = performance.now();
    for (let hit = 0; hit < HITS; hit++) await (await fetch(url)).json();
    const each = ((performance.now() - start) * 1000) / HITS;
    // The first round warms up.
    if (round > 0) times[name].push(each);
  }
}
for (const [name, each] of Object.entries(times)) {
  each.sort((a, b) => a - b);
  console.log(
    `${name}: ${each[ROUNDS >> 1].toFixed(1)} µs a hit, body read (middle of ${ROUNDS} rounds)`,
  );
}
server.close();
server.closeAllConnections();
await agent.close();
