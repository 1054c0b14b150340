import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { BodyReader, type ChunkLog, unshareBytes } from '../../src/exchange/body-reader.js';
import { SharedBody, type SharedBodyOptions } from '../../src/exchange/shared-body.js';
import { SlowReaderError } from '../../src/exchange/slow-reader-error.js';
import { inOnePiece, type StoredBody } from '../../src/exchange/stored-body.js';
import { bytes, collectGarbage, Source, turn } from './host.js';

function sharedFrom(
  stream: ReadableStream<Uint8Array>,
  options: Partial<SharedBodyOptions> = {},
): SharedBody {
  const onDeserted = (): void => {};
  return new SharedBody(stream, {
    limit: 1_000,
    isKept: true,
    isWanted: false,
    onDeserted,
    ...options,
  });
}

function shared(options: Partial<SharedBodyOptions> = {}) {
  const source = new Source();
  const onDeserted = vi.fn();
  return { source, body: sharedFrom(source.stream, { onDeserted, ...options }), onDeserted };
}

/** One that has been read in part by somebody, and that nobody but his signal remembers. */
async function forgettable(signal: AbortSignal): Promise<WeakRef<SharedBody>> {
  const { source, body } = shared({ isKept: false });
  const first = body.open(signal).getReader().read();
  await source.push('one');
  await first;
  return new WeakRef(body);
}

function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

test('reaches every reader from its beginning, whenever he comes', async () => {
  const { source, body } = shared();
  const early = textOf(body.open(undefined));
  await source.push('one ', 'two ');
  const late = textOf(body.open(undefined));
  await source.push('three');
  await source.end();

  expect(await Promise.all([early, late])).toEqual(['one two three', 'one two three']);
  expect(await textOf(body.open(undefined))).toBe('one two three');
  expect(await body.outcome).toEqual({ kind: 'whole', body: [bytes('one two three')] });
});

test.each([
  ['in the pieces that it came in', 'x'.repeat(5_000), 2],
  ['in one piece where they are small', 'x', 1],
])('is for the store %s', async (_name, chunk, count) => {
  const { source, body } = shared({ limit: 1_000_000, isWanted: true });

  await source.push(chunk, chunk);
  await source.end();

  const outcome = (await body.outcome) as { body: StoredBody };
  expect(outcome.body).toHaveLength(count);
  expect(inOnePiece(outcome.body)).toEqual(bytes(chunk + chunk));
});

test.each([
  ['text', bytes],
  ['a Buffer, whose slices are no copies,', (text: string) => Buffer.from(text)],
])('of %s is out of reach for whoever writes into what he gets', async (_name, chunkOf) => {
  const { source, body } = shared();
  const vandals = [body.open(undefined), body.open(undefined)].map((stream) => stream.getReader());
  const reading = Promise.all(vandals.map((vandal) => vandal.read()));
  source.pushChunk(chunkOf('body'));
  for (const { value } of await reading) value?.fill(0);
  const late = body.open(undefined).getReader();
  (await late.read()).value?.fill(0);
  await source.end();

  expect(await textOf(body.open(undefined))).toBe('body');
  expect(await body.outcome).toEqual({ kind: 'whole', body: [bytes('body')] });
});

test('is one object for all who wait for it, and a copy of his own for each who comes later', async () => {
  const { source, body } = shared();
  const valuesOf = async (count: number): Promise<(Uint8Array | undefined)[]> => {
    const readers = Array.from({ length: count }, () => body.open(undefined).getReader());
    const steps = await Promise.all(readers.map((reader) => reader.read()));
    return steps.map(({ value }) => value);
  };
  const waiting = valuesOf(2);
  await source.push('one');
  const [first, second] = await waiting;
  const late = await valuesOf(2);

  expect(second).toBe(first);
  expect(new Set([first, ...late]).size).toBe(3);
  expect(late).toEqual([bytes('one'), bytes('one')]);
});

test('is bytes of his own for whoever wants them, in whatever order they wait', async () => {
  const { source, body } = shared();
  const streams = Array.from({ length: 4 }, () => body.open(undefined));
  for (const at of [1, 3]) unshareBytes(streams[at] as ReadableStream<Uint8Array>);
  const reading = streams.map((stream) => stream.getReader().read());
  await source.push('one');

  const values = (await Promise.all(reading)).map(({ value }) => value);
  expect(values).toEqual(streams.map(() => bytes('one')));
  expect(values[2]).toBe(values[0]);
  expect(new Set(values).size).toBe(3);
});

test('minds nothing that reaches a reader after his end: some platforms run the sinks of others in between', async () => {
  const leave = vi.fn();
  const log: ChunkLog = { at: () => undefined, isEnd: () => false, more() {}, moved() {}, leave };
  const reader = new BodyReader(log, undefined);
  const reading = reader.stream.getReader().read();
  reader.fail('enough');

  reader.take(bytes('late'));
  reader.end();

  await expect(reading).rejects.toBe('enough');
  expect(leave).toHaveBeenCalledOnce();
});

test('is read ahead so far that a small one is whole though nobody reads', async () => {
  const { source, body } = shared({ limit: 1_000_000 });

  for (const chunk of ['x'.repeat(65_535), 'y', 'z']) await source.push(chunk);

  expect(body.at(1)).toEqual(bytes('y'));
  expect(body.at(2)).toBeUndefined();
  const reader = body.open(undefined).getReader();
  for (const size of [65_535, 1, 1]) expect((await reader.read()).value).toHaveLength(size);
});

test.each([
  [65_536, 1],
  [65_537, 0],
  [undefined, 1],
])('of %s bytes is read ahead: %s chunk', async (length, count) => {
  const { source, body } = shared({ limit: 1_000_000, length });
  source.pushChunk(bytes('x'));
  await turn();

  expect(body.at(0)).toEqual(count === 1 ? bytes('x') : undefined);
  expect((await body.open(undefined).getReader().read()).value).toEqual(bytes('x'));
});

test('is read to its end where it is wanted, however long', async () => {
  const { source, body, onDeserted } = shared({ limit: 1_000_000, isWanted: true });
  body.closeIfUnread();

  await source.push('x'.repeat(100_000));
  await source.end();

  expect(await body.outcome).toMatchObject({ kind: 'whole' });
  expect(onDeserted).not.toHaveBeenCalled();
});

test('of no use to anyone is given up', async () => {
  const { source, body, onDeserted } = shared();
  await source.push('one');
  body.closeIfUnread();

  expect(await body.outcome).toEqual({ kind: 'deserted' });
  expect(source.isCancelled).toBe(true);
  expect(onDeserted).toHaveBeenCalledOnce();
  body.closeIfUnread();
  expect(onDeserted).toHaveBeenCalledOnce();
  expect(body.isComplete).toBe(false);
});

test('is given up when its last reader leaves, and not before', async () => {
  const { source, body, onDeserted } = shared();
  const caller = new AbortController();
  const [one, other] = [body.open(caller.signal), body.open(undefined)];
  await source.push('one');

  await other.cancel();
  expect(onDeserted).not.toHaveBeenCalled();
  const reading = textOf(one);
  caller.abort('enough');

  await expect(reading).rejects.toBe('enough');
  expect(onDeserted).toHaveBeenCalledOnce();
  expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
});

test('puts one listener on a signal, however many read by it, and none once all have finished', async () => {
  const { source, body } = shared();
  const { signal } = new AbortController();
  const reading = Array.from({ length: 20 }, () => textOf(body.open(signal)));

  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await source.end();
  await Promise.all(reading);

  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('is forgotten with its readers, though the signal that they read by lives on', async () => {
  const { signal } = new AbortController();
  const forgotten = await forgettable(signal);

  while (forgotten.deref() !== undefined || getEventListeners(signal, 'abort').length > 0)
    await collectGarbage();
});

test('is not forgotten by one who waits for it, and hears of an abort', async () => {
  const caller = new AbortController();
  const heard = new Promise((resolve) => {
    const never = new ReadableStream({ pull: () => new Promise(() => {}) });
    const body = sharedFrom(never);
    void body.open(caller.signal).getReader().read().catch(resolve);
  });

  for (let pass = 0; pass < 3; pass++) await collectGarbage();
  caller.abort('enough');

  expect(await heard).toBe('enough');
});

test('fails for every reader where it is cut, and is not for the store', async () => {
  const { source, body } = shared();
  const readers = [body.open(undefined), body.open(undefined)].map(textOf);
  const outcomes = Promise.allSettled(readers);
  await source.push('one');
  const error = new Error('cut');
  await source.cut(error);

  expect(await outcomes).toEqual(readers.map(() => ({ status: 'rejected', reason: error })));
  await expect(body.outcome).rejects.toBe(error);
  expect(body.isComplete).toBe(false);
});

test('may be cut after everyone has left', async () => {
  const { source, body, onDeserted } = shared();
  const reading = body.open(undefined);
  await reading.cancel();
  await source.cut(new Error('late')).catch(() => {});

  expect(onDeserted).toHaveBeenCalledOnce();
  expect(await body.outcome).toEqual({ kind: 'deserted' });
});

test('that may not be stored passes through, and holds nothing back', async () => {
  const { source, body } = shared({ isKept: false, limit: 5 });
  const reading = textOf(body.open(undefined));
  await source.push('a long first chunk, ', 'and another');
  await source.end();

  expect(await reading).toBe('a long first chunk, and another');
  expect(body.isComplete).toBe(false);
});

test('past its limit is kept no longer, and fails whoever lags behind alone', async () => {
  const { source, body } = shared({ limit: 10 });
  const [fast, slow] = [body.open(undefined), body.open(undefined)];
  const reading = textOf(fast);
  await source.push('12345', '67890', 'abcde');
  await source.end();

  expect(await reading).toBe('1234567890abcde');
  await expect(textOf(slow)).rejects.toBeInstanceOf(SlowReaderError);
  expect(await body.outcome).toEqual({ kind: 'unkept' });
});

test.each([
  ['by what was read ahead', ['x'.repeat(600), 'y'.repeat(600)]],
  ['by one chunk', ['x'.repeat(1_200)]],
])('past its limit %s before its one reader begins is all his', async (_name, chunks) => {
  const { source, body, onDeserted } = shared();
  const stream = body.open(undefined);
  await source.push(...chunks);

  const text = textOf(stream);
  await source.push('z');
  await source.end();

  expect(await text).toBe(`${chunks.join('')}z`);
  expect(await body.outcome).toEqual({ kind: 'unkept' });
  expect(onDeserted).not.toHaveBeenCalled();
});

test('past its limit before anyone has come waits for those who are to come, and no longer', async () => {
  const { source, body, onDeserted } = shared();
  await source.push('x'.repeat(1_200));

  expect(body.isComplete).toBe(true);
  const text = textOf(body.open(undefined));
  body.closeIfUnread();
  await source.end();

  expect(await text).toBe('x'.repeat(1_200));
  expect(onDeserted).not.toHaveBeenCalled();
  expect(body.isComplete).toBe(false);
});

test('cut before anyone has come fails for all who are to come, and for nobody later', async () => {
  const { source, body } = shared();
  const error = new Error('cut');
  await source.cut(error);

  expect(body.isComplete).toBe(true);
  for (const stream of [body.open(undefined), body.open(undefined)])
    await expect(textOf(stream)).rejects.toBe(error);
  body.closeIfUnread();
  expect(body.isComplete).toBe(false);
  await expect(body.outcome).rejects.toBe(error);
});

test.each([['text'], [new Uint16Array([1, 2])], [undefined], [null]])(
  'with the chunk %j, which is no bytes, fails, and is not for the store',
  async (chunk) => {
    const { source, body } = shared();
    const text = textOf(body.open(undefined));
    source.pushChunk(chunk as unknown as Uint8Array);

    await expect(text).rejects.toThrow('a chunk of a response body must be a Uint8Array');
    await expect(body.outcome).rejects.toThrow(TypeError);
  },
);

test('is kept no longer when its time is over, and read on', async () => {
  const { source, body, onDeserted } = shared();
  const [one, other] = [body.open(undefined), body.open(undefined)];
  await source.push('one ');
  const reading = [textOf(one), textOf(other)];
  await turn();
  body.unkeep();
  body.unkeep();
  await source.push('two');
  await source.end();

  expect(await Promise.all(reading)).toEqual(['one two', 'one two']);
  expect(await body.outcome).toEqual({ kind: 'unkept' });
  expect(body.isComplete).toBe(false);
  expect(onDeserted).not.toHaveBeenCalled();
});

test('loses nothing of what was on its way for another when its time is over, or he leaves', async () => {
  const timed = shared();
  const late = timed.body.open(undefined);
  timed.body.unkeep();
  await timed.source.push('one');
  await timed.source.end();

  const left = shared({ isKept: false });
  const [hasty, patient] = [left.body.open(undefined), left.body.open(undefined)];
  const reader = hasty.getReader();
  const reading = reader.read();
  await turn();
  await reader.cancel();
  await reading;
  await left.source.push('two');
  await left.source.end();

  expect(await textOf(late)).toBe('one');
  expect(await textOf(patient)).toBe('two');
});

test('that nobody reads when its time is over is given up, though it was wanted', async () => {
  const { source, body, onDeserted } = shared({ isWanted: true });
  await source.push('one');

  body.unkeep();

  expect(onDeserted).toHaveBeenCalledOnce();
});

test('hands a reader who counts the bytes his end without being asked', async () => {
  const { source, body } = shared();
  await source.push('one');
  await source.end();
  const reader = body.open(undefined).getReader();

  expect((await reader.read()).value).toEqual(bytes('one'));
  await reader.closed;
});

test('ends for one who waits for more when there is none', async () => {
  const { source, body } = shared();
  const reader = body.open(undefined).getReader();
  const first = reader.read();
  await source.push('one');
  await first;
  const second = reader.read();
  await turn();
  await source.end();

  expect(await second).toEqual({ done: true, value: undefined });
});

test('without a byte is null for the readers of the store, and empty for those who wait', async () => {
  const { source, body } = shared();
  const reading = textOf(body.open(undefined));
  await source.end();

  expect(await reading).toBe('');
  expect(await body.outcome).toEqual({ kind: 'whole', body: [] });
  expect(await textOf(body.open(undefined))).toBe('');
});

test('does not mind a source that will not be cancelled, nor a chunk that comes after all', async () => {
  const cancelled = Promise.reject(new Error('no'));
  cancelled.catch(() => {});
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => cancelled,
  });
  const body = new SharedBody(stream, {
    limit: 10,
    isKept: true,
    isWanted: false,
    onDeserted: () => {},
  });
  controller.enqueue(bytes('late'));
  body.closeIfUnread();

  await turn();
  expect(body.at(0)).toBeUndefined();
});
