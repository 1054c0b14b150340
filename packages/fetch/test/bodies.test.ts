import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SlowReaderError } from '../src/index.js';
import { cached, cacheStatus, read, texts, times, turn } from './support/cached.js';
import { origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'max-age=60' };

describe('H-10 each caller has a body of his own', () => {
  test('that can be read once, in whatever way', async () => {
    const { url } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).end('{"a":1}');
    });
    const { fetch } = cached();

    const [one, other] = await Promise.all([fetch(url), fetch(url)]);

    expect(await one.text()).toBe('{"a":1}');
    await expect(one.json()).rejects.toBeInstanceOf(TypeError);
    expect(await other.json()).toEqual({ a: 1 });
    expect(other.bodyUsed).toBe(true);
  });

  test('that can be cloned', async () => {
    const { url } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).end('body');
    });
    const { fetch } = cached();
    const [one] = await Promise.all([fetch(url), fetch(url)]);

    const copy = one.clone().clone();

    expect(await texts([one, copy])).toEqual(['body', 'body']);
    expect(copy.url).toBe(url);
    expect(cacheStatus(copy)).toBe(cacheStatus(one));
  });

  test('and needs nobody else to read his', async () => {
    const { url, requests } = await origin(streamOf(40, 65_536));
    const { fetch } = cached();

    const [, unread, reader] = await Promise.all([fetch(url), fetch(url), fetch(url)]);
    const length = (await reader.arrayBuffer()).byteLength;

    expect(length).toBe(40 * 65_536);
    expect((await unread.arrayBuffer()).byteLength).toBe(length);
    expect(requests).toHaveLength(1);
  });

  test('the first byte of which comes before the last has been sent', async () => {
    let finish = (): void => {};
    const { url } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).write('first');
      finish = () => void response.end(' last');
    });
    const { fetch } = cached();

    const responses = await Promise.all(times(50, () => fetch(url)));
    const readers = responses.map(({ body }) => (body as ReadableStream<Uint8Array>).getReader());
    const firsts = await Promise.all(readers.map((reader) => reader.read()));
    finish();

    expect(new Set(firsts.map(({ value }) => String.fromCharCode(...(value ?? []))))).toEqual(
      new Set(['first']),
    );
    const lasts = await Promise.all(readers.map((reader) => reader.read()));
    expect(lasts.every(({ value }) => value?.byteLength === 5)).toBe(true);
  });

  test('what he does to the bytes of a stored one reaches neither the store nor later callers', async () => {
    const { url } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).end('body');
    });
    const { fetch } = cached();
    const vandal = (await fetch(url)).body?.getReader();
    for (let step = await vandal?.read(); step?.value; step = await vandal?.read())
      step.value.fill(0);
    await turn();

    new Uint8Array(await (await fetch(url)).arrayBuffer()).fill(0);

    expect(await (await fetch(url)).text()).toBe('body');
  });
});

describe('H-10 whoever writes into what he reads, or transfers it, changes nothing for who reads by', () => {
  const vandalise: ((chunk: Uint8Array) => void)[] = [
    (chunk) => void chunk.fill(0x5f),
    (chunk) => void structuredClone(chunk, { transfer: [chunk.buffer as ArrayBuffer] }),
  ];
  const ways: Record<string, (response: Response) => Promise<string>> = {
    text: (response) => response.text(),
    json: async (response) => JSON.stringify(await response.json()),
    arrayBuffer: async (response) => Buffer.from(await response.arrayBuffer()).toString(),
    blob: async (response) => (await response.blob()).text(),
    clone: (response) => response.clone().text(),
    'clone of a clone': (response) => response.clone().clone().text(),
  };

  test.each(Object.entries(ways))('%s()', async (_name, textOf) => {
    for (const harm of vandalise) {
      let send = (_text: string): void => {};
      const { url } = await origin((_request, response) => {
        response.writeHead(200, CACHEABLE).flushHeaders();
        send = (text) => void (text === '' ? response.end() : response.write(text));
      });
      const { fetch } = cached();
      const [vandal, ...victims] = await Promise.all([fetch(url), fetch(url), fetch(url)]);
      const reader = vandal.body?.getReader();
      const harmed = reader?.read().then(({ value }) => value && harm(value));
      const read = victims.map(textOf);

      send('{"a":');
      await harmed;
      send('1}');
      send('');
      await reader?.cancel();

      expect(await Promise.all(read)).toEqual(['{"a":1}', '{"a":1}']);
    }
  });
});

describe('H-10 H-12 a body longer than maxEntryBytes', () => {
  test('is handed to everyone who keeps up, and not stored', async () => {
    const { url, requests } = await origin(streamOf(20, 65_536));
    const { fetch } = cached({ maxEntryBytes: 200_000 });

    const responses = await Promise.all(times(5, () => fetch(url)));
    const bodies = await Promise.all(responses.map((response) => response.arrayBuffer()));

    expect(bodies.map(({ byteLength }) => byteLength)).toEqual(times(5, () => 20 * 65_536));
    expect(requests).toHaveLength(1);
    await turn();
    expect(cacheStatus(await fetch(url))).toContain('fwd=uri-miss');
  });

  test.each([1_001, 5_000, 60_000])(
    'of %i bytes is all there for one who reads it alone, and when he likes',
    async (length) => {
      const body = 'x'.repeat(length);
      const { url, requests } = await origin((_request, response) => {
        response.writeHead(200, { ...CACHEABLE, 'content-length': length }).end(body);
      });
      const { fetch } = cached({ maxEntryBytes: 1_000 });

      expect(await (await fetch(url)).text()).toBe(body);
      const late = await fetch(url);
      await turn();
      expect(await late.text()).toBe(body);
      expect(requests).toHaveLength(2);
    },
  );

  test.each([
    ['longer than may be stored', 20_000, 'x'.repeat(20_000)],
    ['cut short', 1_000, 'cut'],
  ])('and here before its head costs one call where it is %s', async (_name, limit, outcome) => {
    let calls = 0;
    const upstream = async (): Promise<Response> => {
      if (++calls > 10) throw new Error('again and again');
      const whole = new ReadableStream<Uint8Array>({
        start(controller) {
          if (outcome === 'cut') controller.error(new Error('cut'));
          else {
            controller.enqueue(new TextEncoder().encode(outcome));
            controller.close();
          }
        },
      });
      return new Response(whole, { headers: CACHEABLE });
    };
    const { fetch } = cached({ fetch: upstream, maxEntryBytes: Math.min(limit, 10_000) });

    const answers = Array.from({ length: 3 }, async () => (await fetch('http://a/')).text());

    const heard = await Promise.all(
      answers.map((answer) => answer.catch(({ message }) => message)),
    );
    expect(heard).toEqual(Array(3).fill(outcome));
    expect(calls).toBe(1);
  });

  test('fails the one reader who falls further behind, and no other', async () => {
    const { url } = await origin(streamOf(20, 65_536));
    const { fetch } = cached({ maxEntryBytes: 200_000 });

    const [fast, slow] = await Promise.all([fetch(url), fetch(url)]);
    const length = (await fast.arrayBuffer()).byteLength;

    expect(length).toBe(20 * 65_536);
    await expect(slow.arrayBuffer()).rejects.toBeInstanceOf(SlowReaderError);
  });

  test('holds no more memory than that, however long it is', async () => {
    const { url } = await origin(streamOf(1_600, 65_536));
    const { fetch } = cached({ maxEntryBytes: 1_000_000 });
    const before = process.memoryUsage().arrayBuffers;

    const [one, other] = await Promise.all([fetch(url), fetch(url)]);
    let peak = 0;
    let chunks = 0;
    const lengths = await Promise.all(
      [one, other].map((response) =>
        lengthOf(response, () => {
          // What is held counts, not what has yet to be collected.
          if (++chunks % 100 !== 0) return;
          collectGarbage();
          peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        }),
      ),
    );

    expect(lengths).toEqual([1_600 * 65_536, 1_600 * 65_536]);
    expect(peak).toBeLessThan(20 * 2 ** 20);
  }, 30_000);
});

describe('H-11 a body that does not end well', () => {
  test.each([
    ['shorter than announced', { ...CACHEABLE, 'content-length': '100' }],
    ['cut in the middle of its chunks', CACHEABLE],
    ['cut in the middle of its coding', { ...CACHEABLE, 'content-encoding': 'gzip' }],
  ])('%s fails every reader, and is not stored', async (_name, headers) => {
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(200, headers as Record<string, string>);
      const body =
        'content-encoding' in headers ? gzipSync('x'.repeat(5_000)) : Buffer.from('half');
      response.write(body.subarray(0, -2), () => void response.destroy());
    });
    const { fetch } = cached();

    const responses = await Promise.all(times(3, () => fetch(url)));
    const outcomes = await Promise.allSettled(responses.map((response) => response.text()));
    await turn();
    await (await fetch(url)).text().catch(() => {});

    expect(outcomes.map(({ status }) => status)).toEqual(times(3, () => 'rejected'));
    expect(requests).toHaveLength(2);
  });

  test('of another length than its fetch announced is handed on, and not stored', async () => {
    let count = 0;
    const { fetch } = cached({
      fetch: async () => {
        count++;
        return new Response('half', { headers: { ...CACHEABLE, 'content-length': '8' } });
      },
    });

    expect(await read(fetch('https://origin.example/'))).toBe('half');
    expect(await read(fetch('https://origin.example/'))).toBe('half');
    expect(count).toBe(2);
  });

  test('leaves what was stored before in its place', async () => {
    const { url } = await origin((_request, response, number) => {
      response.writeHead(200, {
        'cache-control': 'max-age=60',
        etag: '"a"',
        'content-length': '4',
      });
      if (number === 1) response.end('body');
      else response.write('bo', () => void response.destroy());
    });
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(60_000);
    await expect(read(fetch(url, { cache: 'reload' }))).rejects.toBeInstanceOf(TypeError);
    await turn();

    expect(await read(fetch(url, { cache: 'only-if-cached' }))).toBe('body');
  });

  test('stalls for its readers alone: past flightTimeout its URL is free, and they read on', async () => {
    let finish = (): void => {};
    const { url, requests } = await origin((_request, response, number) => {
      response.writeHead(200, CACHEABLE).write('first');
      if (number === 1) finish = () => void response.end(' last');
      else response.end();
    });
    const { fetch, clock } = cached({ flightTimeout: 1_000 });
    const stalled = await fetch(url);
    clock.advance(1_000);

    expect(await read(fetch(url))).toBe('first');
    finish();

    expect(await stalled.text()).toBe('first last');
    expect(requests).toHaveLength(2);
  });
});

test.each([
  ['', null],
  [', though the signal that it was asked for with lives on', new AbortController().signal],
])('a body that nobody can read any more gives its connection back%s', async (_though, signal) => {
  const { url, dropped } = await origin((_request, response) => {
    response.writeHead(200, CACHEABLE).write('x'.repeat(200_000));
  });
  const { fetch, clock } = cached({ flightTimeout: 1_000 });

  const status = async (): Promise<number> => (await fetch(url, { signal })).status;
  expect(await status()).toBe(200);
  clock.advance(1_000);
  const isDropped = dropped(1).then(() => true);
  while (!(await Promise.race([isDropped, turn().then(() => false)]))) collectGarbage();
});

test('a stream of events goes to each caller by itself, event by event', async () => {
  const { url, requests } = await origin((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...CACHEABLE });
    response.write('data: 1\n\n');
  });
  const { fetch } = cached({ coalesce: 'always' });

  const [one, other] = await Promise.all([fetch(url), fetch(url)]);
  const firsts = await Promise.all([one, other].map(({ body }) => body?.getReader().read()));

  expect(firsts.every((first) => first?.value?.byteLength === 9)).toBe(true);
  expect(requests).toHaveLength(2);
});

test('a body that came in many chunks is stored as it was, and answers for its parts', async () => {
  const body = randomBytes(500_000);
  const { url, requests } = await origin((_request, response) => {
    response.writeHead(200, CACHEABLE).end(body);
  });
  const { fetch } = cached();
  await (await fetch(url)).arrayBuffer();
  await turn();

  const part = await fetch(url, { headers: { range: 'bytes=65000-200000' } });
  const whole = await fetch(url);

  expect(Buffer.from(await part.arrayBuffer())).toEqual(body.subarray(65_000, 200_001));
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(body);
  expect(requests).toHaveLength(1);
});

test('an unread body of usual size is stored all the same', async () => {
  const { url, requests } = await origin((_request, response) => {
    response.writeHead(200, CACHEABLE).end('body');
  });
  const { fetch, cache } = cached();
  const stored = new Promise((resolve) => cache.on('land', resolve));

  await fetch(url);
  await stored;

  expect(await (await fetch(url)).text()).toBe('body');
  expect(requests).toHaveLength(1);
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** Sends so many chunks, as fast as they are taken. */
function streamOf(count: number, size: number): Parameters<typeof origin>[0] {
  return (_request, response) => {
    response.writeHead(200, CACHEABLE);
    const chunk = Buffer.alloc(size, 'x');
    Readable.from(times(count, () => chunk)).pipe(response);
  };
}

async function lengthOf({ body }: Response, onChunk: () => void): Promise<number> {
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let length = 0;
  for (let step = await reader.read(); step.value; step = await reader.read()) {
    length += step.value.byteLength;
    onChunk();
  }
  return length;
}
