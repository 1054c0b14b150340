import { Controller, Get, NotFoundException, Param, UseInterceptors } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { Coalesce, CoalescingInterceptor, NoCoalesce, SameflightModule } from '../src/index.js';
import { platforms } from './support/platforms.js';
import { run, serve } from './support/running-app.js';

describe.each(platforms)('coalescing on $platform', ({ adapter }) => {
  it('N-02: runs the handler once for two hundred concurrent callers', async () => {
    const upstream = deferred<{ rate: number }>();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get(':id')
      @Coalesce({ ttl: 5_000 })
      async find(@Param('id') id: string): Promise<unknown> {
        calls++;
        return { id, ...(await upstream.promise) };
      }
    }
    const app = await serve(Rates, adapter());

    const answers = app.all(200, '/rates/EUR');
    await app.aboard(200);
    upstream.resolve({ rate: 1.1 });
    const responses = await answers;

    expect(calls).toBe(1);
    expect(responses.map(({ status }) => status)).toEqual(Array(200).fill(200));
    const bodies = await Promise.all(responses.map((response) => response.json()));
    expect(bodies).toEqual(Array(200).fill({ id: 'EUR', rate: 1.1 }));
  });

  it('N-02: runs a failing handler once, and gives everyone the same HttpException', async () => {
    const upstream = deferred<never>();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(): Promise<never> {
        calls++;
        return upstream.promise;
      }
    }
    const app = await serve(Rates, adapter());

    const answers = app.all(50, '/rates');
    await app.aboard(50);
    upstream.reject(new NotFoundException('no such rate'));
    const responses = await answers;

    expect(calls).toBe(1);
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(404));
    const bodies = await Promise.all(responses.map((response) => response.json()));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]).toMatchObject({ message: 'no such rate' });
  });

  it('answers from the cache until the ttl is over, and says so', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ ttl: 10_000 })
      find(): number {
        return ++calls;
      }
    }
    const app = await serve(Rates, adapter(), { clock });

    const first = await app.fetch('/rates');
    clock.advance(4_000);
    const second = await app.fetch('/rates');
    clock.advance(6_000);
    const third = await app.fetch('/rates');

    expect([await first.text(), await second.text(), await third.text()]).toEqual(['1', '1', '2']);
    expect(first.headers.get('cache-status')).toBe('sameflight; fwd=miss; stored');
    expect(first.headers.get('age')).toBeNull();
    expect(second.headers.get('cache-status')).toBe('sameflight; hit; ttl=6');
    expect(second.headers.get('age')).toBe('4');
    expect(third.headers.get('cache-status')).toBe('sameflight; fwd=miss; stored');
  });

  it('does not say `stored` of what was invalidated while it was fetched, or is too heavy', async () => {
    const upstream = deferred<number[]>();
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ tags: ['rates'] })
      find(): Promise<number[]> {
        return upstream.promise;
      }
      @Get('all')
      @Coalesce()
      findAll(): number[] {
        return [1, 2, 3];
      }
    }
    const weigh = (value: unknown): number => (value as number[]).length;
    const app = await serve(Rates, adapter(), { maxWeight: 2, weigh });

    const overtaken = app.fetch('/rates');
    await app.aboard(1);
    await app.cache.deleteByTag('rates');
    upstream.resolve([1]);

    for (const { headers } of [await overtaken, await app.fetch('/rates/all')])
      expect(headers.get('cache-status')).toBe('sameflight; fwd=miss');
  });

  it('says `collapsed` to those who waited for another', async () => {
    const upstream = deferred<string>();
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ ttl: 0 })
      find(): Promise<string> {
        return upstream.promise;
      }
    }
    const app = await serve(Rates, adapter());

    const answers = app.all(3, '/rates');
    await app.aboard(3);
    upstream.resolve('1.1');
    const statuses = (await answers).map(({ headers }) => headers.get('cache-status'));

    expect(statuses.sort()).toEqual([
      'sameflight; fwd=miss',
      'sameflight; fwd=miss; collapsed',
      'sameflight; fwd=miss; collapsed',
    ]);
  });

  it('keeps quiet about itself where it is told to', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(): string {
        return '1.1';
      }
    }
    const app = await serve(Rates, adapter(), { cacheStatus: false });

    await app.fetch('/rates');
    const { headers } = await app.fetch('/rates');

    expect(headers.get('cache-status')).toBeNull();
    expect(headers.get('age')).toBeNull();
  });

  it.each([undefined, null, '', 0, false])('caches %j like any other answer', async (value) => {
    let calls = 0;
    @Controller('values')
    class Values {
      @Get()
      @Coalesce()
      find(): unknown {
        calls++;
        return value;
      }
    }
    const app = await serve(Values, adapter());

    await app.fetch('/values');
    await app.fetch('/values');

    expect(calls).toBe(1);
  });

  it('is bound to a whole controller, whose options are defaults for its handlers', async () => {
    const clock = new FakeClock();
    const calls = { long: 0, short: 0, never: 0 };
    @Controller()
    @Coalesce({ ttl: 10_000 })
    class Rates {
      @Get('long')
      long(): number {
        return ++calls.long;
      }
      @Get('short')
      @Coalesce({ ttl: 1_000 })
      short(): number {
        return ++calls.short;
      }
      @Get('never')
      @NoCoalesce()
      never(): number {
        return ++calls.never;
      }
    }
    const app = await serve(Rates, adapter(), { clock });

    for (const path of ['/long', '/short', '/never']) await app.fetch(path);
    clock.advance(5_000);
    for (const path of ['/long', '/short', '/never']) await app.fetch(path);

    expect(calls).toEqual({ long: 1, short: 2, never: 2 });
    expect(app.reasons).toEqual(['opted-out', 'opted-out']);
  });

  it('is bound to the whole app, beside handlers and controllers with decorators of their own', async () => {
    const calls = { plain: 0, decorated: 0, twice: 0 };
    @Controller()
    class Rates {
      @Get('plain')
      plain(): number {
        return ++calls.plain;
      }
      @Get('decorated')
      @Coalesce()
      decorated(): number {
        return ++calls.decorated;
      }
      @Get('twice')
      @UseInterceptors(CoalescingInterceptor, CoalescingInterceptor)
      twice(): number {
        return ++calls.twice;
      }
    }
    const app = await run(
      {
        imports: [SameflightModule.forRoot()],
        controllers: [Rates],
        providers: [{ provide: APP_INTERCEPTOR, useClass: CoalescingInterceptor }],
      },
      adapter(),
    );

    for (const path of ['/plain', '/decorated', '/twice']) {
      const texts = (await app.all(3, path)).map((response) => response.text());
      expect(await Promise.all(texts)).toEqual(['1', '1', '1']);
    }

    expect(calls).toEqual({ plain: 1, decorated: 1, twice: 1 });
  });

  it('gives a caller 504 when the answer takes longer than he waits, and the others their answer', async () => {
    const clock = new FakeClock();
    const upstream = deferred<string>();
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ timeout: 2_000, flightTimeout: 5_000 })
      find(): Promise<string> {
        return upstream.promise;
      }
    }
    const app = await serve(Rates, adapter(), { clock });

    const early = app.fetch('/rates');
    await app.aboard(1);
    clock.advance(1_500);
    const late = app.fetch('/rates');
    await app.aboard(2);
    clock.advance(1_000);

    expect((await early).status).toBe(504);
    upstream.resolve('1.1');
    expect(await (await late).text()).toBe('1.1');
  });

  it('gives 503 when all of maxFlights are in the air', async () => {
    const upstream = deferred<string>();
    @Controller('rates')
    class Rates {
      @Get(':id')
      @Coalesce()
      find(): Promise<string> {
        return upstream.promise;
      }
    }
    const app = await serve(Rates, adapter(), { maxFlights: 1 });

    const first = app.fetch('/rates/1');
    await app.aboard(1);

    expect((await app.fetch('/rates/2')).status).toBe(503);
    upstream.resolve('1.1');
    expect((await first).status).toBe(200);
  });
});
