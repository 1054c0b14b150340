import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CacheManager, type CacheOptions } from '@sameflight/core';
import { FakeClock } from '@sameflight/core/testing';
import {
  type Ask,
  type BodySource,
  HttpCache,
  type HttpCacheOptions,
  type Received,
  type Reply,
  type SendOptions,
} from '../../src/exchange/index.js';
import { fieldValue, type HeaderList, headerList } from '../../src/index.js';

/** A request as it reached upstream. */
export interface Sent extends SendOptions {
  readonly url: string;
  readonly headers: HeaderList;
  /** The first is 1. */
  readonly number: number;
}

/** What upstream answers. */
export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodySource | string;
  readonly wasRedirected?: boolean;
  readonly finalUrl?: string;
  readonly isOpaque?: boolean;
}

export type Upstream = (sent: Sent) => Answered | Promise<Answered>;

/** What an asker gets, read to its end. */
export interface Got {
  readonly kind: Reply<string>['kind'];
  readonly status: number | undefined;
  readonly body: string;
  readonly cacheStatus: string;
  readonly headers: HeaderList;
}

export const URL_A = 'https://origin.example/a';

/** A client of the smallest kind: its responses are strings. */
export class Host {
  readonly clock: FakeClock = new FakeClock();
  readonly cache: CacheManager;
  readonly sent: Sent[] = [];
  readonly http: HttpCache<string>;
  readonly #upstream: Upstream;

  constructor(
    upstream: Upstream,
    options: Partial<HttpCacheOptions> = {},
    cacheOptions: CacheOptions = {},
  ) {
    this.#upstream = upstream;
    this.cache = new CacheManager({ clock: this.clock, ...cacheOptions });
    this.http = new HttpCache<string>({ cache: this.cache, host: 'test', ...options });
  }

  /** The reply, its body unread. */
  reply(
    init: Omit<Partial<Ask<string>>, 'headers'> & {
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Reply<string>> {
    const { headers = {}, ...rest } = init;
    const ask: Ask<string> = {
      method: 'GET',
      url: URL_A,
      ...rest,
      headers: headerList(headers),
      send: (fields, sendOptions) => this.#send(ask, fields, sendOptions),
    };
    return this.http.ask(ask);
  }

  /** The reply, read, and what came of it stored. */
  async ask(init?: Parameters<Host['reply']>[0]): Promise<Got> {
    const got = await read(await this.reply(init));
    await turn();
    return got;
  }

  async #send(
    { url }: Ask<string>,
    headers: HeaderList,
    options: SendOptions,
  ): Promise<Received<string>> {
    const number = this.sent.length + 1;
    const one: Sent = { url, headers, ...options, number };
    this.sent.push(one);
    const { status = 200, body = null, ...rest } = await this.#upstream(one);
    options.signal.throwIfAborted();
    return {
      ...rest,
      status,
      headers: headerList(rest.headers ?? {}),
      body: typeof body === 'string' ? bytes(body) : body,
      about: 'about',
      native: `native ${number}`,
    };
  }
}

export async function read(reply: Reply<string>): Promise<Got> {
  const { kind, cacheStatus } = reply;
  if (reply.kind === 'native')
    return { kind, status: undefined, body: reply.native, cacheStatus, headers: [] };
  const { status, headers, body } = reply;
  return { kind, status, body: await new Response(body).text(), cacheStatus, headers };
}

export function field(sent: Sent | undefined, name: string): string | undefined {
  return fieldValue(sent?.headers ?? [], name);
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Lets everything happen that can happen without waiting. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Collects what nobody holds on to, and runs what is due then. */
export async function collectGarbage(): Promise<void> {
  // What a WeakRef was asked for lives on until then.
  await turn();
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  await turn();
}

/** A body whose chunks come when the test says so. */
export class Source {
  readonly stream: ReadableStream<Uint8Array>;
  isCancelled = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => {
          this.isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
  }

  async push(...chunks: readonly string[]): Promise<void> {
    for (const chunk of chunks) this.pushChunk(bytes(chunk));
    await turn();
  }

  pushChunk(chunk: Uint8Array): void {
    this.#controller.enqueue(chunk);
  }

  async end(): Promise<void> {
    this.#controller.close();
    await turn();
  }

  async cut(error: unknown): Promise<void> {
    this.#controller.error(error);
    await turn();
  }
}
