// One body of 8 MiB to fifty readers: time, memory, and when the first byte is there. Each contestant in a process of its own.
//   node packages/fetch/bench/shared-body.mjs
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFetch } from '../dist/index.js';

const READERS = 50;
const CHUNK = Buffer.alloc(65_536, 'x');
const CHUNKS = 128;
const RUNS = 5;

const contestants = {
  'one fetch for all': async (url) => {
    const fetch = createFetch();
    return Promise.all(Array.from({ length: READERS }, () => fetch(url)));
  },
  'clone() chain': async (url) => {
    const first = await fetch(url);
    return [first, ...Array.from({ length: READERS - 1 }, () => first.clone())];
  },
  'bare chunk list': async (url) => {
    const list = chunkList((await fetch(url)).body);
    return Array.from({ length: READERS }, () => ({ body: list() }));
  },
};

if (process.argv[2] === undefined) {
  for (const name of Object.keys(contestants)) {
    const { stdout } = spawnSync(process.execPath, [
      '--expose-gc',
      fileURLToPath(import.meta.url),
      name,
    ]);
    process.stdout.write(stdout);
  }
} else {
  await measure(process.argv[2]);
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
  const middle = (pick) => runs.map(pick).sort((a, b) => a - b)[RUNS >> 1];
  console.log(
    `${name}: ${middle((run) => run.time).toFixed(0)} ms, first byte ${middle((run) => run.first).toFixed(0)} ms, ` +
      `${(middle((run) => run.peak) / 2 ** 20).toFixed(0)} MiB more at most`,
  );
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

/** The least there can be: every reader walks one list, and gets the very chunks. */
function chunkList(body) {
  const chunks = [];
  const reader = body.getReader();
  let next;
  const more = () => {
    next ??= reader.read().then(({ done, value }) => {
      next = undefined;
      chunks.push(done ? null : value);
    });
    return next;
  };
  return () => {
    let position = 0;
    return new ReadableStream(
      {
        async pull(controller) {
          while (position >= chunks.length) await more();
          const chunk = chunks[position++];
          if (chunk === null) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
  };
}
