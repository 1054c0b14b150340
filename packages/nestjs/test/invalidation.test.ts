import {
  Body,
  ConflictException,
  Controller,
  Get,
  type NestInterceptor,
  Param,
  Post,
  Put,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { keyOf } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { type Observable, of, Subject, takeUntil, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  Coalesce,
  type CoalescingEventMap,
  CoalescingEvents,
  Invalidate,
  type InvalidateOptions,
} from '../src/index.js';
import { platforms } from './support/platforms.js';
import { type RunningApp, serve } from './support/running-app.js';
import { until } from './support/until.js';

describe.each(platforms)('invalidation on $platform', ({ adapter }) => {
  function rates(invalidate: InvalidateOptions) {
    @Controller('rates')
    class Rates {
      readonly #rates = new Map<string, number>();
      @Get(':id')
      @Coalesce({
        key: ({ params }) => keyOf('rate', params.id),
        tags: ({ params }) => [`rate:${params.id}`],
      })
      find(@Param('id') id: string): unknown {
        return { rate: this.#rates.get(id) ?? 0 };
      }
      @Put(':id/:rate')
      @Invalidate(invalidate)
      put(@Param() { id, rate }: Record<string, string>): unknown {
        this.#rates.set(String(id), Number(rate));
        return { id };
      }
      @Post(':id/fail')
      @Invalidate(invalidate)
      fail(@Param('id') id: string): never {
        this.#rates.set(id, -1);
        throw new ConflictException();
      }
      @Post(':id/refuse')
      @Invalidate(invalidate)
      refuse(
        @Param('id') id: string,
        @Res({ passthrough: true }) response: { status(code: number): void },
      ): void {
        this.#rates.set(id, -1);
        response.status(409);
      }
    }
    return Rates;
  }

  const tagged: InvalidateOptions = { tags: ({ params }) => [`rate:${params.id}`] };

  async function rate(app: RunningApp, id: string, who?: string): Promise<number> {
    const headers = who === undefined ? {} : { authorization: who };
    return ((await app.json(`/rates/${id}`, { headers })) as { rate: number }).rate;
  }

  it.each<readonly [string, InvalidateOptions]>([
    ['tags', tagged],
    ['keys', { keys: ({ params }) => [keyOf('rate', params.id)] }],
    [
      'what the handler answered',
      { keys: (_, answer) => [keyOf('rate', (answer as { id: string }).id)] },
    ],
  ])('invalidates by %s, for all callers, before the answer', async (_, invalidate) => {
    const app = await serve(rates(invalidate), adapter());
    for (const who of ['alice', 'bob']) await rate(app, 'EUR', who);
    await rate(app, 'USD');

    await app.fetch('/rates/EUR/2', { method: 'PUT' });

    expect(await rate(app, 'EUR', 'alice')).toBe(2);
    expect(await rate(app, 'EUR', 'bob')).toBe(2);
    expect(await rate(app, 'USD')).toBe(0);
    expect(app.cache.stats().hits).toBe(1);
  });

  it.each(['fail', 'refuse'])(
    'invalidates nothing where the handler does not succeed (%s)',
    async (how) => {
      const app = await serve(rates(tagged), adapter());
      await rate(app, 'EUR');

      expect((await app.fetch(`/rates/EUR/${how}`, { method: 'POST' })).status).toBe(409);

      expect(await rate(app, 'EUR')).toBe(0);
      expect(app.cache.stats().hits).toBe(1);
    },
  );

  it('answers all the same where invalidating fails, and tells of it', async () => {
    const app = await serve(
      rates({
        tags: () => {
          throw new Error('no');
        },
      }),
      adapter(),
    );
    const told: CoalescingEventMap['invalidation-failure'][] = [];
    app.app.get(CoalescingEvents).on('invalidation-failure', (event) => told.push(event));

    const response = await app.fetch('/rates/EUR/2', { method: 'PUT' });

    expect(response.status).toBe(200);
    expect(told).toMatchObject([{ handler: 'Rates.put', error: new Error('no') }]);
  });

  it('keeps the answer of a fetch out of the cache that began before the change', async () => {
    const upstream = deferred<string>();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ tags: ['rates'] })
      find(): string | Promise<string> {
        return ++calls === 1 ? upstream.promise : 'new';
      }
      @Post()
      @Invalidate({ tags: ['rates'] })
      change(): void {}
    }
    const app = await serve(Rates, adapter());

    const before = app.fetch('/rates');
    await app.aboard(1);
    await app.fetch('/rates', { method: 'POST' });
    const after = await app.fetch('/rates');
    upstream.resolve('old');

    expect(await after.text()).toBe('new');
    expect(await (await before).text()).toBe('old');
    expect(await (await app.fetch('/rates')).text()).toBe('new');
  });

  it('invalidates even if nobody waits for the answer any more', async () => {
    const upstream = deferred<void>();
    const started = deferred<void>();
    @Controller('rates')
    class Rates {
      rate = 1;
      @Get()
      @Coalesce({ tags: ['rates'] })
      find(): number {
        return this.rate;
      }
      @Post()
      @Invalidate({ tags: ['rates'] })
      async change(@Body() _: unknown): Promise<void> {
        started.resolve();
        await upstream.promise;
        this.rate = 2;
      }
    }
    const app = await serve(Rates, adapter());
    await app.fetch('/rates');
    const leaving = new AbortController();
    const invalidated = new Promise((resolve) => app.cache.on('invalidate', resolve));

    const change = app.fetch('/rates', { method: 'POST', signal: leaving.signal });
    await started.promise;
    leaving.abort();
    await expect(change).rejects.toThrow();
    upstream.resolve();
    await invalidated;

    expect(await (await app.fetch('/rates')).text()).toBe('2');
  });

  it('serves handlers that answer with an observable', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ tags: ['rates'] })
      find(): string {
        return 'rate';
      }
      @Post()
      @Invalidate({ tags: ['rates'] })
      change(): unknown {
        return of('first', 'last');
      }
    }
    const app = await serve(Rates, adapter());
    await app.fetch('/rates');

    expect(await (await app.fetch('/rates', { method: 'POST' })).text()).toBe('last');
    expect([...app.cache.keys()]).toEqual([]);
  });

  it('hands on each of many values at once, and leaves them with their caller', async () => {
    const values = new Subject<number>();
    const heard: unknown[] = [];
    class Listening implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(
          tap((value) => heard.push(value)),
          takeUntil(left),
        );
      }
    }
    const left = new Subject<void>();
    @Controller('rates')
    class Rates {
      @Post()
      @UseInterceptors(Listening)
      @Invalidate({ tags: ['rates'] })
      change(): Observable<number> {
        return values;
      }
    }
    const app = await serve(Rates, adapter());

    const change = app.fetch('/rates', { method: 'POST' });
    await until(() => values.observed);
    values.next(1);
    values.next(2);
    expect(heard).toEqual([1, 2]);
    left.next();
    await change;

    expect(values.observed).toBe(false);
  });
});
