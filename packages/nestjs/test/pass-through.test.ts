import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Next,
  Post,
  Res,
  Sse,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { concat, EMPTY, from, NEVER, Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  Coalesce,
  type CoalesceOptions,
  CoalescingInterceptor,
  currentFlight,
  FlightSignal,
  Invalidate,
  SameflightModule,
} from '../src/index.js';
import { platforms } from './support/platforms.js';
import { run, serve } from './support/running-app.js';
import { until } from './support/until.js';

async function failing(): Promise<never> {
  throw new Error('no');
}

function throwing(): never {
  throw new Error('no');
}

describe.each(platforms)('passing through on $platform', ({ platform, adapter }) => {
  it.each<readonly [string, CoalesceOptions, string]>([
    ['key', { key: failing as never }, '`key` must not be asynchronous'],
    ['partition', { partition: failing as never }, '`partition` must not be asynchronous'],
    ['tags', { tags: failing as never }, '`tags` must not be asynchronous'],
    ['partition', { partition: () => 1 as never }, '`partition` must return a string, got number'],
    ['tags', { tags: () => [1] as never }, '`tags` must return an array of strings'],
  ])('tells what is wrong with a function for %s: %o', async (name, options, message) => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(options)
      find(): number[] {
        return [1];
      }
    }
    const app = await serve(Rates, adapter());

    expect(await app.json('/rates')).toEqual([1]);

    expect(app.passedThrough).toMatchObject([
      { handler: 'Rates.find', reason: `${name}-failed`, error: new TypeError(message) },
    ]);
  });

  it.each<readonly [string, string, () => unknown, string]>([
    ['a StreamableFile', 'stream', () => new StreamableFile(Readable.from(['a', 'b'])), 'ab'],
    ['a StreamableFile of a buffer', 'stream', () => new StreamableFile(Buffer.from('ab')), 'ab'],
    ['an observable of many values', 'many-values', () => of('a', 'b', 'ab'), 'ab'],
  ])(
    'N-04: runs the handler for each caller where it answers with %s',
    async (_, reason, answer, text) => {
      let calls = 0;
      @Controller('files')
      class Files {
        @Get()
        @UseInterceptors(CoalescingInterceptor)
        find(): unknown {
          calls++;
          return answer();
        }
      }
      const app = await serve(Files, adapter());

      const together = await Promise.all((await app.all(3, '/files')).map((one) => one.text()));
      const later = await app.fetch('/files');

      expect(together).toEqual([text, text, text]);
      expect(await later.text()).toBe(text);
      expect(calls).toBe(4);
      expect(app.reasons).toEqual([reason, reason, reason, reason]);
      expect(later.headers.get('cache-status')).toBe(`sameflight; fwd=bypass; detail=${reason}`);
    },
  );

  it('N-04: runs the handler for each caller where it answers with a buffer', async () => {
    let calls = 0;
    @Controller('files')
    class Files {
      @Get()
      @Coalesce()
      find(): Buffer {
        calls++;
        return Buffer.from('ab');
      }
    }
    const app = await serve(Files, adapter());

    await app.all(3, '/files');

    expect(calls).toBe(3);
    expect(app.reasons).toEqual(['binary', 'binary', 'binary']);
  });

  it('N-04: sends all of a stream of events to every client', async () => {
    let calls = 0;
    @Controller('events')
    @UseInterceptors(CoalescingInterceptor)
    class Events {
      @Sse()
      find(): Observable<unknown> {
        calls++;
        return of({ data: 'one' }, { data: 'two' }, { data: 'three' });
      }
    }
    const app = await serve(Events, adapter());

    const texts = await Promise.all((await app.all(2, '/events')).map((one) => one.text()));
    const again = await (await app.fetch('/events')).text();

    for (const text of [...texts, again]) expect(text.match(/data: /g)).toHaveLength(3);
    expect(calls).toBe(3);
    expect(app.reasons).toEqual(['sse', 'sse', 'sse']);
  });

  it('N-04: leaves handlers alone that send the answer themselves', async () => {
    let calls = 0;
    interface Sender {
      status(code: number): { send(body: string): void };
    }
    @Controller()
    @UseInterceptors(CoalescingInterceptor)
    class Pages {
      @Get('response')
      response(@Res() response: Sender): void {
        calls++;
        response.status(203).send('page');
      }
      @Get('next')
      next(@Next() _: unknown, @Res() response: Sender): void {
        calls++;
        response.status(203).send('page');
      }
    }
    const app = await serve(Pages, adapter());

    for (const path of ['/response', '/response', '/next', '/next']) {
      const response = await app.fetch(path);
      expect(response.status).toBe(203);
      expect(await response.text()).toBe('page');
    }

    expect(calls).toBe(4);
    expect(new Set(app.reasons)).toEqual(new Set(['response-handled']));
  });

  it('passes on what a handler with a passthrough response sends by itself all the same', async () => {
    let calls = 0;
    interface Sender {
      redirect(url: string, code: number): void;
      redirect(code: number, url: string): void;
    }
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      find(@Res({ passthrough: true }) response: Sender): void {
        calls++;
        if (platform === 'Express') response.redirect(307, '/elsewhere');
        else response.redirect('/elsewhere', 307);
      }
    }
    const app = await serve(Pages, adapter());

    const responses = await app.all(2, '/pages', { redirect: 'manual' });

    expect(responses.map(({ status }) => status)).toEqual([307, 307]);
    expect(responses.map(({ headers }) => headers.get('location'))).toEqual([
      '/elsewhere',
      '/elsewhere',
    ]);
    expect(calls).toBe(2);
    expect(app.reasons).toEqual(['response-sent', 'response-sent']);
  });

  it('leaves methods alone that may change things, unless the handler gives a key', async () => {
    const calls = { order: 0, search: 0 };
    @Controller()
    @UseInterceptors(CoalescingInterceptor)
    class Orders {
      @Post('orders')
      order(): number {
        return ++calls.order;
      }
      @Post('search')
      @HttpCode(200)
      @Coalesce({ key: ({ body }) => JSON.stringify(body) })
      search(@Body() body: unknown): unknown {
        calls.search++;
        return body;
      }
    }
    const app = await serve(Orders, adapter());
    const asking = (word: string): RequestInit => ({
      method: 'POST',
      body: JSON.stringify({ word }),
      headers: { 'content-type': 'application/json' },
    });

    await app.fetch('/orders', { method: 'POST' });
    const order = await app.fetch('/orders', { method: 'POST' });
    const words = ['a', 'b', 'a'].map((word) => app.json('/search', asking(word)));

    expect(await Promise.all(words)).toEqual([{ word: 'a' }, { word: 'b' }, { word: 'a' }]);
    expect(calls).toEqual({ order: 2, search: 2 });
    expect(order.headers.get('cache-status')).toBe('sameflight; fwd=method');
    expect(app.reasons).toEqual(['method', 'method']);
  });

  it('leaves what may change things alone under a controller, whose key is meant for what reads', async () => {
    const calls = { find: 0, save: 0, reload: 0 };
    @Controller('users')
    @Coalesce({ key: ({ params }) => String(params.id) })
    class Users {
      @Get(':id')
      find(): number {
        return ++calls.find;
      }
      @Post(':id')
      save(): number {
        return ++calls.save;
      }
      @Get(':id/reload')
      @Invalidate({ keys: ({ params }) => [String(params.id)] })
      reload(): number {
        return ++calls.reload;
      }
    }
    const app = await serve(Users, adapter());

    for (let round = 0; round < 2; round++) {
      await app.fetch('/users/1');
      await app.fetch('/users/1', { method: 'POST' });
    }
    expect(calls).toEqual({ find: 1, save: 2, reload: 0 });
    await app.fetch('/users/1/reload');
    await app.fetch('/users/1/reload');
    await app.fetch('/users/1');

    expect(calls).toEqual({ find: 2, save: 2, reload: 2 });
    expect(app.reasons).toEqual(['method', 'method', 'invalidates', 'invalidates']);
  });

  it('writes what a handler set before it sent the response once', async () => {
    let cookies = 0;
    interface Sender {
      send(text: string): void;
      header(name: string, value: string): void;
      cookie(name: string, value: string): void;
    }
    @Controller('pages')
    class Pages {
      @Get()
      @UseInterceptors(CoalescingInterceptor)
      find(@Res({ passthrough: true }) response: Sender): void {
        response.header('x-page', '1');
        response.cookie('seen', '1');
        response.send('page');
      }
    }
    const app = await run(
      { imports: [SameflightModule.forRoot()], controllers: [Pages] },
      adapter(),
      (nest) => {
        if (platform === 'Fastify')
          nest
            .getHttpAdapter()
            .getInstance()
            .decorateReply('cookie', () => {
              cookies++;
            });
      },
    );

    const response = await app.fetch('/pages');

    expect(await response.text()).toBe('page');
    expect(response.headers.get('x-page')).toBe('1');
    if (platform === 'Fastify') expect(cookies).toBe(1);
    else expect(response.headers.getSetCookie()).toEqual(['seen=1; Path=/']);
  });

  it('honours `Cache-Control: no-store`, whoever sets it', async () => {
    let calls = 0;
    interface Settable {
      header(name: string, value: string): void;
    }
    @Controller('secrets')
    class Secrets {
      @Get()
      @Coalesce()
      find(@Res({ passthrough: true }) response: Settable): number {
        response.header('Cache-Control', 'private, no-store');
        return ++calls;
      }
    }
    const app = await serve(Secrets, adapter());

    const first = await app.fetch('/secrets');
    const second = await app.fetch('/secrets');

    expect([await first.text(), await second.text()]).toEqual(['1', '2']);
    expect(second.headers.get('cache-control')).toBe('private, no-store');
    expect(app.reasons).toEqual(['no-store', 'no-store']);
  });

  it.each<readonly [string, () => string]>([
    ['throws', throwing],
    ['gives no string', () => 42 as never],
    ['gives a promise', () => Promise.resolve('key') as never],
  ])('passes a call through whose key function %s', async (_, key) => {
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ key })
      find(): number {
        return ++calls;
      }
    }
    const app = await serve(Rates, adapter());

    await app.fetch('/rates');
    expect(await (await app.fetch('/rates')).text()).toBe('2');

    expect(app.passedThrough).toMatchObject([
      { handler: 'Rates.find', kind: 'http', reason: 'key-failed', error: expect.any(Error) },
      { handler: 'Rates.find', kind: 'http', reason: 'key-failed', error: expect.any(Error) },
    ]);
  });

  it('gives a handler that is passed through a signal of its own, and stores nothing of it', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    @Controller('orders')
    class Orders {
      @Post()
      @UseInterceptors(CoalescingInterceptor)
      order(@FlightSignal() signal: AbortSignal): string {
        currentFlight()?.store({ ttl: 5_000 });
        signals.push(signal, currentFlight()?.signal);
        return 'done';
      }
      @Get()
      plain(@FlightSignal() signal: AbortSignal): string {
        signals.push(signal);
        return 'plain';
      }
    }
    const app = await serve(Orders, adapter());

    await app.fetch('/orders', { method: 'POST' });
    await app.fetch('/orders');

    expect(signals.map((signal) => signal?.aborted)).toEqual([false, false, false]);
    expect(signals[0]).toBe(signals[1]);
    expect(app.cache.size).toBe(0);
  });
});

describe.each(platforms)('observables on $platform', ({ adapter }) => {
  function observing(source: () => Observable<unknown>, calls: { count: number }) {
    @Controller('values')
    class Values {
      @Get()
      @Coalesce({ flightTimeout: 1_000 })
      find(): Observable<unknown> {
        calls.count++;
        return source();
      }
    }
    return Values;
  }

  it.each([
    ['that completes at once', () => of('a')],
    ['that completes later', () => from(Promise.resolve('a'))],
  ])('N-05: caches one of one value %s', async (_, source) => {
    const calls = { count: 0 };
    const app = await serve(observing(source, calls), adapter());

    await app.fetch('/values');

    expect(await (await app.fetch('/values')).text()).toBe('a');
    expect(calls.count).toBe(1);
  });

  it('N-05: stores nothing of one that fails after a value', async () => {
    const calls = { count: 0 };
    const source = () =>
      concat(
        of('partial'),
        throwError(() => new Error('broken')),
      );
    const app = await serve(observing(source, calls), adapter());

    const statuses = [(await app.fetch('/values')).status, (await app.fetch('/values')).status];

    expect(statuses).toEqual([500, 500]);
    expect(calls.count).toBe(2);
    expect(app.cache.size).toBe(0);
  });

  it('N-05: gives each caller his own of one without a value, as Nest would', async () => {
    const calls = { count: 0 };
    const app = await serve(
      observing(() => EMPTY, calls),
      adapter(),
    );

    const statuses = (await app.all(2, '/values')).map(({ status }) => status);

    expect(statuses).toEqual([500, 500]);
    expect(app.reasons).toEqual(['no-value', 'no-value']);
  });

  it.each([
    ['never emits', () => NEVER],
    ['emits and never completes', () => concat(of('a'), NEVER)],
  ])(
    'N-05: is not wedged by one that %s: its callers get 504, and the next one asks anew',
    async (_, source) => {
      const clock = new FakeClock();
      const calls = { count: 0 };
      let isHung = true;
      const app = await serve(
        observing(() => (isHung ? source() : of('a')), calls),
        adapter(),
        { clock },
      );

      const waiting = app.all(2, '/values');
      await app.aboard(2);
      clock.advance(1_000);
      expect((await waiting).map(({ status }) => status)).toEqual([504, 504]);
      isHung = false;

      expect((await app.fetch('/values')).status).toBe(200);
      expect(calls.count).toBe(2);
    },
  );

  it('N-05: unsubscribes from one whose flight is given up', async () => {
    const clock = new FakeClock();
    const subscriptions: boolean[] = [];
    const source = () =>
      new Observable(() => {
        const index = subscriptions.push(true) - 1;
        return () => {
          subscriptions[index] = false;
        };
      });
    const app = await serve(observing(source, { count: 0 }), adapter(), { clock });

    const waiting = app.fetch('/values');
    await until(() => subscriptions.length === 1);
    clock.advance(1_000);
    await waiting;

    expect(subscriptions).toEqual([false]);
  });

  it('N-05: lets go of an observable of many values when its caller leaves', async () => {
    const unsubscribed = deferred<void>();
    const source = () =>
      new Observable((subscriber) => {
        subscriber.next('a');
        subscriber.next('b');
        return () => unsubscribed.resolve();
      });
    const app = await serve(observing(source, { count: 0 }), adapter());
    const leaving = new AbortController();
    const passed = app.nextPassThrough();

    const answer = app.fetch('/values', { signal: leaving.signal });
    expect((await passed).reason).toBe('many-values');
    leaving.abort();

    await expect(answer).rejects.toThrow();
    await unsubscribed.promise;
  });
});
