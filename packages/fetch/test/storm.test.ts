import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { cached, times, turn } from './support/cached.js';

const URLS = 12;
const STEPS = 300;
const CHUNK = 40_000;

/** Numbers below `most`, the same ones for the same seed. */
type Dice = (most: number) => number;

function dice(seed: number): Dice {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

/** An upstream whose resources have versions: a PUT makes the next one. Some of its bodies are cut, some of its answers late. */
class Upstream {
  readonly versions = new Map<string, number>();
  open = 0;
  requests = 0;
  readonly #roll: Dice;

  constructor(roll: Dice) {
    this.#roll = roll;
  }

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = String(input);
    const signal = init.signal as AbortSignal;
    this.requests++;
    for (let late = this.#roll(4); late > 0; late--) await turn();
    signal.throwIfAborted();
    if (init.method === 'PUT') return this.#write(url);
    const text = `${url} version ${this.version(url)};`;
    const headers = {
      'cache-control': this.#roll(10) === 0 ? 'no-store' : 'max-age=60',
      etag: `"${this.version(url)}"`,
    };
    const asked = new Headers(init.headers).get('if-none-match');
    if (asked === headers.etag) return new Response(null, { status: 304, headers });
    return new Response(this.#body(text, signal), { headers });
  };

  version(url: string): number {
    return this.versions.get(url) ?? 1;
  }

  #write(url: string): Response {
    this.versions.set(url, this.version(url) + 1);
    return new Response('written');
  }

  #body(text: string, signal: AbortSignal): ReadableStream<Uint8Array> {
    let left = 1 + this.#roll(6);
    const isCut = this.#roll(12) === 0;
    const chunk = new TextEncoder().encode(text.repeat(CHUNK / text.length));
    this.open++;
    let isOpen = true;
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const close = (): void => {
      if (isOpen) this.open--;
      isOpen = false;
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      controller.error(signal.reason);
      close();
    };
    signal.addEventListener('abort', onAbort);
    return new ReadableStream<Uint8Array>(
      {
        start: (given) => {
          controller = given;
        },
        pull: async () => {
          await turn();
          if (!isOpen) return;
          if (left-- > 0) return controller.enqueue(chunk.slice());
          close();
          if (isCut) controller.error(new TypeError('terminated'));
          else controller.close();
        },
        cancel: close,
      },
      { highWaterMark: 0 },
    );
  }
}

test.each([1, 2, 3])(
  'whatever callers do, nobody gets another’s body or one from before an answered write (seed %i)',
  async (seed) => {
    const roll = dice(seed);
    const upstream = new Upstream(roll);
    const { fetch, cache } = cached({ fetch: upstream.fetch as typeof globalThis.fetch });
    const controllers: AbortController[] = [];
    const answered = new Map<string, number>();
    const calls: Promise<void>[] = [];

    const read = async (url: string, signal: AbortSignal): Promise<void> => {
      const least = answered.get(url) ?? 1;
      const modes = ['default', 'default', 'default', 'no-cache', 'reload', 'no-store'] as const;
      const response = await fetch(url, { signal, cache: modes[roll(modes.length)] ?? 'default' });
      const manner = roll(8);
      if (manner === 0) return;
      if (manner === 1) return response.body?.cancel();
      for (let late = roll(5); late > 0; late--) await turn();
      const text = await (manner === 2 ? response.clone() : response).text();
      const said = new Set(text.split(';').filter(Boolean));
      expect(said.size).toBe(1);
      const [, from, version] = /^(\S+) version (\d+)$/.exec([...said].join()) ?? [];
      expect(from).toBe(url);
      expect(Number(version)).toBeGreaterThanOrEqual(least);
    };
    const write = async (url: string): Promise<void> => {
      await (await fetch(url, { method: 'PUT', body: 'new' })).text();
      answered.set(url, Math.max(answered.get(url) ?? 1, upstream.version(url)));
    };

    const failures: unknown[] = [];
    for (let step = 0; step < STEPS; step++) {
      const url = `https://origin.example/${roll(URLS)}`;
      const caller = new AbortController();
      controllers.push(caller);
      const call = roll(12) === 0 ? write(url) : read(url, caller.signal);
      calls.push(call.catch((error: Error) => void failures.push(error)));
      if (roll(3) === 0) controllers[roll(controllers.length)]?.abort();
      if (roll(3) === 0) await turn();
    }
    await Promise.race([Promise.all(calls), turns(3_000)]);
    for (const caller of controllers) caller.abort();
    await Promise.all(calls);
    await turns(50);

    const isMeant = (error: unknown): boolean =>
      ['AbortError', 'TypeError'].includes((error as Error).name);
    expect(failures.filter((error) => !isMeant(error))).toEqual([]);
    expect(cache.flights()).toEqual([]);
    expect(upstream.open).toBe(0);
    expect(
      controllers.filter(({ signal }) => getEventListeners(signal, 'abort').length > 0),
    ).toEqual([]);
    expect(upstream.requests).toBeLessThan(STEPS);
  },
);

async function turns(count: number): Promise<void> {
  for (const _ of times(count, () => 0)) await turn();
}
