// One body of 8 MiB to fifty readers: time, memory, and when the first byte is there. Contestants take turns, each in processes of its own.
// `held` is what is in use, `peak` also what has yet to be collected, which is as the collector happens to run.
//   node packages/fetch/bench/shared-body.mjs
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createFetch } from '../dist/index.js';
import { bareList, leastCache } from './chunk-list.mjs';

const READERS = 50;
const CHUNK = Buffer.alloc(65_536, 'x');
const CHUNKS = 128;
const TURNS = 7;
// In each turn. Those that are weighed are not timed.
const WARM_UP = 5;
const TIMED = 7;
const WEIGHED = 1;

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
  const turns = Object.fromEntries(names.map((name) => [name, []]));
  for (let turn = 0; turn < TURNS; turn++) for (const name of names) turns[name].push(turnOf(name));
  const results = names.map((name) => ({ name, ...middlesOf(turns[name]) }));
  const [ours] = results;
  console.log(`middle of ${TURNS * TIMED} runs; of those weighed, ${TURNS * WEIGHED}`);
  for (const { name, time, first, peak, held } of results) {
    console.log(
      `${name}: ${time.toFixed(1)} ms, first byte ${first.toFixed(1)} ms, held ${mebi(held)}, peak ${mebi(peak)}; ` +
        `ours takes ${(ours.time / time).toFixed(2)} of its time, holds ${(ours.held / held).toFixed(2)} of its memory`,
    );
  }
}

function mebi(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function turnOf(name) {
  const self = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', self, name]);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout);
}

function middlesOf(turns) {
  const middle = (kind, of) => {
    const all = turns.flatMap((turn) => turn[kind].map((run) => run[of])).sort((a, b) => a - b);
    return all[all.length >> 1];
  };
  return {
    time: middle('timed', 'time'),
    first: middle('timed', 'first'),
    peak: middle('timed', 'peak'),
    held: middle('weighed', 'peak'),
  };
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
  let count = 0;
  const runs = async (times, isWeighed) => {
    const done = [];
    while (done.length < times)
      done.push(await once(contestants[name], `${url}?${count++}`, isWeighed));
    return done;
  };
  await runs(WARM_UP, false);
  console.log(
    JSON.stringify({ timed: await runs(TIMED, false), weighed: await runs(WEIGHED, true) }),
  );
  server.close();
  server.closeAllConnections();
}

async function once(contestant, url, isWeighed) {
  // The run before has to end for good.
  await setTimeout(20);
  const before = held(true);
  let peak = 0;
  let read = 0;
  let weighAt = 0;
  let first = 0;
  const start = performance.now();
  const responses = await contestant(url);
  const lengths = await Promise.all(
    responses.map(async ({ body }) => {
      let length = 0;
      const reader = body.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        first ||= performance.now() - start;
        length += step.value.byteLength;
        read += step.value.byteLength;
        // Some twenty times a run.
        if (read >= weighAt) {
          weighAt += 16 * 2 ** 20;
          peak = Math.max(peak, held(isWeighed) - before);
        }
      }
      return length;
    }),
  );
  const time = performance.now() - start;
  if (lengths.some((length) => length !== CHUNKS * CHUNK.length))
    throw new Error('a body is not whole');
  return { time, first, peak };
}

function held(isCollected) {
  // What the first pass found dead the second frees.
  if (isCollected) for (let pass = 0; pass < 2; pass++) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
