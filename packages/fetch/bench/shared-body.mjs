// One body of 8 MiB to fifty readers: time, memory, and when the first byte is there. Contestants take turns, each in processes of its own.
//   node packages/fetch/bench/shared-body.mjs
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFetch } from '../dist/index.js';
import { bareList, leastCache } from './chunk-list.mjs';

const READERS = 50;
const CHUNK = Buffer.alloc(65_536, 'x');
const CHUNKS = 128;
const TURNS = 3;
// In each turn; the first five warm up.
const RUNS = 21;
const WARM_UP = 5;

const contestants = {
  'one fetch for all': async (url) => {
    const fetch = createFetch();
    return Promise.all(Array.from({ length: READERS }, () => fetch(url)));
  },
  'bare chunk list': async (url) => {
    const open = bareList((await fetch(url)).body);
    return Array.from({ length: READERS }, () => ({ body: open() }));
  },
  'least caching fetch': async (url) => {
    const fetch = leastCache();
    return Promise.all(Array.from({ length: READERS }, () => fetch(url)));
  },
  'clone() chain': async (url) => {
    const first = await fetch(url);
    return [first, ...Array.from({ length: READERS - 1 }, () => first.clone())];
  },
};

if (process.argv[2] === undefined) compare();
else await measure(process.argv[2]);

function compare() {
  const names = Object.keys(contestants);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  for (let turn = 0; turn < TURNS; turn++)
    for (const name of names) runs[name].push(...turnOf(name));
  const middles = names.map((name) => ({ name, ...middlesOf(runs[name]) }));
  const [ours] = middles;
  for (const { name, time, first, peak } of middles) {
    const ratios = `ours takes ${(ours.time / time).toFixed(2)} of its time, ${(ours.peak / peak).toFixed(2)} of its memory`;
    console.log(
      `${name}: ${time.toFixed(1)} ms, first byte ${first.toFixed(1)} ms, ${(peak / 2 ** 20).toFixed(1)} MiB more at most` +
        (name === ours.name ? ` (middle of ${runs[name].length} runs)` : `; ${ratios}`),
    );
  }
}

function turnOf(name) {
  const self = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', self, name]);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout);
}

function middlesOf(runs) {
  const middle = (of) => runs.map((run) => run[of]).sort((a, b) => a - b)[runs.length >> 1];
  return { time: middle('time'), first: middle('first'), peak: middle('peak') };
}

async function measure(name) {
  const server = createServer(async (_request, response) => {
    response.writeHead(200, {
      'cache-control': 'max-age=60',
      'content-length': CHUNKS * CHUNK.length,
    });
    for (let sent = 0; sent < CHUNKS; sent++) {
      if (!response.write(CHUNK)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await once(contestants[name], `${url}?${run}`));
  console.log(JSON.stringify(runs.slice(WARM_UP)));
  server.close();
  server.closeAllConnections();
}

async function once(contestant, url) {
  globalThis.gc();
  const before = held();
  let peak = 0;
  const start = performance.now();
  let first = 0;
  const responses = await contestant(url);
  const lengths = await Promise.all(
    responses.map(async ({ body }) => {
      let length = 0;
      const reader = body.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        first ||= performance.now() - start;
        length += step.value.byteLength;
        if ((length & 0xfffff) === 0) peak = Math.max(peak, held() - before);
      }
      return length;
    }),
  );
  const time = performance.now() - start;
  if (lengths.some((length) => length !== CHUNKS * CHUNK.length))
    throw new Error('a body is not whole');
  return { time, first, peak };
}

function held() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
