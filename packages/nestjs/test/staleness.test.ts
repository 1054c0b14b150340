import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Controller,
  Get,
  Injectable,
  NotFoundException,
  Res,
  Scope,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { FetchContext } from '@sameflight/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Coalesce, CurrentFlight, SameflightModule } from '../src/index.js';
import { platforms } from './support/platforms.js';
import { type RunningApp, run, serve } from './support/running-app.js';
import { until } from './support/until.js';

const WINDOWS = { ttl: 1_000, staleWhileRevalidate: 10_000 };

describe.each(platforms)('staleness on $platform', ({ adapter }) => {
  function nextLanding(app: RunningApp): Promise<void> {
    return new Promise((resolve) => {
      const stop = app.cache.on('land', () => {
        stop();
        resolve();
      });
    });
  }

  it('P11: serves what is stale at once, says so, and refreshes once in the background', async () => {
    const clock = new FakeClock();
    const upstream = [deferred<string>(), deferred<string>()];
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(WINDOWS)
      find(): Promise<string> | undefined {
        return upstream[calls++]?.promise;
      }
    }
    const app = await serve(Rates, adapter(), { clock });
    upstream[0]?.resolve('old');
    await app.fetch('/rates');
    clock.advance(3_000);

    const stale = await app.all(5, '/rates');
    const landing = nextLanding(app);
    upstream[1]?.resolve('new');
    await landing;

    expect(await Promise.all(stale.map((response) => response.text()))).toEqual(
      Array(5).fill('old'),
    );
    for (const { headers } of stale) {
      expect(headers.get('cache-status')).toBe('sameflight; hit; detail=stale');
      expect(headers.get('age')).toBe('3');
    }
    expect(await (await app.fetch('/rates')).text()).toBe('new');
    expect(calls).toBe(2);
  });

  it('keeps what a refresh writes to its response out of the answer that is on its way', async () => {
    const clock = new FakeClock();
    const upstream = deferred<void>();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(WINDOWS)
      async find(
        @Res({ passthrough: true }) response: {
          status(code: number): void;
          header(name: string, value: string): void;
        },
      ): Promise<string> {
        calls++;
        response.header('Link', `<${calls}>`);
        response.status(200 + calls);
        if (calls === 2) await upstream.promise;
        response.header('Content-Language', 'de');
        return `rate ${calls}`;
      }
    }
    const app = await serve(Rates, adapter(), { clock });
    await app.fetch('/rates');
    clock.advance(3_000);

    const stale = await app.fetch('/rates');
    const landing = nextLanding(app);
    upstream.resolve();
    await landing;
    const fresh = await app.fetch('/rates');

    expect([stale.status, stale.headers.get('link')]).toEqual([201, '<1>']);
    expect([fresh.status, fresh.headers.get('link')]).toEqual([202, '<2>']);
    expect(fresh.headers.get('content-language')).toBe('de');
  });

  it('P8: reports a failed refresh as an event, and to nobody else', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(WINDOWS)
      async find(): Promise<string> {
        if (++calls > 1) throw new Error('down');
        return 'old';
      }
    }
    const app = await serve(Rates, adapter(), { clock });
    await app.fetch('/rates');
    clock.advance(3_000);
    const failure = new Promise((resolve) => app.cache.on('failure', resolve));

    const stale = await app.fetch('/rates');

    expect(await stale.text()).toBe('old');
    expect(await failure).toMatchObject({ background: true, error: new Error('down') });
  });

  it('answers with what is stale where the handler fails, as `staleIfError` allows', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ ttl: 1_000, staleIfError: 10_000 })
      find(): string {
        if (++calls > 1) throw new ServiceUnavailableException();
        return 'old';
      }
    }
    const app = await serve(Rates, adapter(), { clock });
    await app.fetch('/rates');
    clock.advance(3_000);

    const response = await app.fetch('/rates');

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('old');
    expect(response.headers.get('cache-status')).toBe(
      'sameflight; fwd=stale; detail=stale-if-error',
    );
  });

  it.each([
    ['waited for', { ttl: 1_000, staleIfError: 10_000 }, [404]],
    ['refreshed in the background', WINDOWS, [200, 404]],
  ])(
    'lets a `404` take the place of what is stale, where it is %s',
    async (_, windows, statuses) => {
      const clock = new FakeClock();
      let calls = 0;
      @Controller('rates')
      class Rates {
        @Get()
        @Coalesce(windows)
        find(): string {
          if (++calls > 1) throw new NotFoundException('gone');
          return 'old';
        }
      }
      const app = await serve(Rates, adapter(), { clock });
      await app.fetch('/rates');
      clock.advance(3_000);

      for (const status of statuses) {
        const response = await app.fetch('/rates');
        expect(response.status).toBe(status);
        await response.text();
      }

      expect(app.cache.size).toBe(0);
    },
  );

  it('P21: runs a refresh outside of the async context of the call that it follows', async () => {
    const clock = new FakeClock();
    const context = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(WINDOWS)
      find(): string {
        seen.push(context.getStore());
        return 'rate';
      }
    }
    const app = await run(
      { imports: [SameflightModule.forRoot({ clock })], controllers: [Rates] },
      adapter(),
      (app) => {
        app.use((_: unknown, __: unknown, next: () => void) => context.run('a caller', next));
      },
    );
    await app.fetch('/rates');
    clock.advance(3_000);
    const landing = nextLanding(app);
    await app.fetch('/rates');
    await landing;

    expect(seen).toEqual(['a caller', undefined]);
  });

  it('N-10: never runs a handler of a request-scoped controller after the answer', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Injectable({ scope: Scope.REQUEST })
    class Session {}
    @Controller('rates')
    class Rates {
      // Makes the controller live for one request.
      readonly session: Session;
      constructor(session: Session) {
        this.session = session;
      }
      @Get()
      @Coalesce()
      find(): number {
        return ++calls;
      }
    }
    const app = await run(
      {
        imports: [SameflightModule.forRoot({ clock, ...WINDOWS })],
        controllers: [Rates],
        providers: [Session],
      },
      adapter(),
    );

    const together = await app.all(3, '/rates');
    expect(await Promise.all(together.map((response) => response.text()))).toEqual(['1', '1', '1']);
    clock.advance(3_000);

    expect(await (await app.fetch('/rates')).text()).toBe('2');
  });

  it('P15: lets the handler decide how its answer is kept, from what it fetched', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get('short')
      @Coalesce({ ttl: 60_000 })
      short(@CurrentFlight() flight: FetchContext): number {
        flight.store({ ttl: 1_000, tags: ['rates'] });
        return ++calls;
      }
      @Get('never')
      @Coalesce({ ttl: 60_000 })
      never(@CurrentFlight() flight: FetchContext): number {
        flight.doNotStore();
        return ++calls;
      }
    }
    const app = await serve(Rates, adapter(), { clock });

    await app.fetch('/rates/short');
    await app.fetch('/rates/short');
    expect(calls).toBe(1);
    clock.advance(1_000);
    await app.fetch('/rates/short');
    expect(calls).toBe(2);
    await app.cache.deleteByTag('rates');
    await app.fetch('/rates/short');
    expect(calls).toBe(3);
    await app.fetch('/rates/never');
    await app.fetch('/rates/never');
    expect(calls).toBe(5);
  });

  it('P15: lets the handler say that what is stale still holds', async () => {
    const clock = new FakeClock();
    const stale: unknown[] = [];
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ ttl: 1_000, keep: 60_000 })
      find(
        @CurrentFlight() flight: FetchContext,
        @Res({ passthrough: true }) response: { header(name: string, value: string): void },
      ): unknown {
        stale.push(flight.stale?.value);
        if (flight.stale !== undefined) return flight.notModified();
        response.header('Link', '<first>');
        return { rate: 1.1 };
      }
    }
    const app = await serve(Rates, adapter(), { clock });

    await app.fetch('/rates');
    clock.advance(3_000);
    const confirmed = await app.fetch('/rates');

    expect(await confirmed.json()).toEqual({ rate: 1.1 });
    expect(confirmed.headers.get('link')).toBe('<first>');
    expect(stale).toEqual([undefined, { rate: 1.1 }]);
    expect((await app.fetch('/rates')).headers.get('cache-status')).toContain('hit');
  });

  it('gives the handler a copy of what is stale, so that what it does to it changes nobody’s answer', async () => {
    const clock = new FakeClock();
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ ttl: 1_000, keep: 60_000 })
      find(@CurrentFlight() flight: FetchContext): unknown {
        if (flight.stale === undefined) return { rates: [1] };
        (flight.stale.value as { rates: number[] }).rates.push(2);
        const confirmed = flight.notModified<{ rates: number[] }>();
        confirmed.rates.push(3);
        return confirmed;
      }
    }
    const app = await serve(Rates, adapter(), { clock });

    await app.fetch('/rates');
    clock.advance(3_000);

    expect(await app.json('/rates')).toEqual({ rates: [1] });
    expect(await app.json('/rates')).toEqual({ rates: [1] });
  });

  it('lets go of a refresh that turns out to have many values', async () => {
    const clock = new FakeClock();
    let listeners = 0;
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(WINDOWS)
      find(): unknown {
        if (++calls === 1) return 'old';
        return new Observable((subscriber) => {
          listeners++;
          subscriber.next('one');
          subscriber.next('other');
          return () => listeners--;
        });
      }
    }
    const app = await serve(Rates, adapter(), { clock });
    await app.fetch('/rates');
    clock.advance(3_000);
    const landing = nextLanding(app);

    const stale = await app.fetch('/rates');
    await landing;
    await until(() => listeners === 0);

    expect(await stale.text()).toBe('old');
    expect(calls).toBe(2);
  });

  it('lets the handler answer early, and stores what it returns in the end', async () => {
    const upstream = deferred<string>();
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      async find(
        @CurrentFlight() { answerEarly }: FetchContext,
        @Res({ passthrough: true }) response: { header(name: string, value: string): void },
      ): Promise<string> {
        response.header('Link', '<rates>');
        answerEarly('rough');
        return upstream.promise;
      }
    }
    const app = await serve(Rates, adapter());

    const early = await app.fetch('/rates');
    const stored = new Promise((resolve) => app.cache.on('store', resolve));
    upstream.resolve('exact');
    await stored;
    const late = await app.fetch('/rates');

    expect([await early.text(), await late.text()]).toEqual(['rough', 'exact']);
    expect([early.headers.get('link'), late.headers.get('link')]).toEqual(['<rates>', '<rates>']);
  });
});
