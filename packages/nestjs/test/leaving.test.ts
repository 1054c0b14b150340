import type { Socket } from 'node:net';
import { Controller, Get, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { deferred } from '@sameflight/core/testing';
import { defaultIfEmpty, type Observable, retry, Subject, takeUntil } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Coalesce, FlightSignal } from '../src/index.js';
import { platforms } from './support/platforms.js';
import { type RunningApp, serve } from './support/running-app.js';
import { until } from './support/until.js';

describe.each(platforms)('leaving on $platform', ({ adapter }) => {
  interface Upstream {
    readonly answer: ReturnType<typeof deferred<string>>;
    readonly signal: AbortSignal;
  }

  function waiting(flights: Upstream[]) {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(@FlightSignal() signal: AbortSignal): Promise<string> {
        const answer = deferred<string>();
        flights.push({ answer, signal });
        return answer.promise;
      }
    }
    return Rates;
  }

  /** A request that can be broken off, and when it is aboard. */
  function ask(app: RunningApp): { answer: Promise<Response>; leave: () => void } {
    const leaving = new AbortController();
    const answer = app.fetch('/rates', { signal: leaving.signal });
    answer.catch(() => {});
    return { answer, leave: () => leaving.abort() };
  }

  function nextAbandoned(app: RunningApp): Promise<void> {
    return new Promise((resolve) => app.cache.on('abandon', () => resolve()));
  }

  it('N-11: lets the one who started the flight go, and answers the others from it', async () => {
    const flights: Upstream[] = [];
    const app = await serve(waiting(flights), adapter());
    const starter = ask(app);
    await app.aboard(1);
    const other = ask(app);
    await app.aboard(2);

    starter.leave();
    await until(() => app.cache.flights()[0]?.waiters === 1);
    expect(flights[0]?.signal.aborted).toBe(false);
    flights[0]?.answer.resolve('1.1');

    expect(await (await other.answer).text()).toBe('1.1');
    await expect(starter.answer).rejects.toThrow();
    expect(flights).toHaveLength(1);
  });

  it('N-11: aborts the handler’s signal when the last caller has left, and starts anew for the next', async () => {
    const flights: Upstream[] = [];
    const app = await serve(waiting(flights), adapter());
    const abandoned = nextAbandoned(app);
    const callers = [ask(app), ask(app)];
    await app.aboard(2);

    for (const { leave } of callers) leave();
    await abandoned;
    expect(flights[0]?.signal.aborted).toBe(true);
    const next = ask(app);
    await until(() => flights.length === 2);
    flights[1]?.answer.resolve('1.2');

    expect(await (await next.answer).text()).toBe('1.2');
    expect(flights).toHaveLength(2);
    expect(app.cache.flights()).toHaveLength(0);
  });

  it('N-11: stores nothing of a flight that was given up, even if its handler goes on', async () => {
    const flights: Upstream[] = [];
    const app = await serve(waiting(flights), adapter());
    const abandoned = nextAbandoned(app);
    const only = ask(app);
    await app.aboard(1);

    only.leave();
    await abandoned;
    flights[0]?.answer.resolve('late');
    await flights[0]?.answer.promise;

    expect(app.cache.size).toBe(0);
  });

  it('leaves the flight when an interceptor further out no longer waits', async () => {
    const flights: Upstream[] = [];
    const gone = new Subject<void>();
    class Impatient implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(takeUntil(gone), defaultIfEmpty('gone'));
      }
    }
    const Rates = waiting(flights);
    UseInterceptors(Impatient)(Rates);
    const app = await serve(Rates, adapter());
    const abandoned = nextAbandoned(app);

    const { answer } = ask(app);
    await app.aboard(1);
    gone.next();
    await abandoned;

    expect(await (await answer).text()).toBe('gone');
    expect(flights[0]?.signal.aborted).toBe(true);
  });

  it('asks anew when an interceptor further out tries again', async () => {
    let calls = 0;
    class Stubborn implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(retry(2));
      }
    }
    @Controller('rates')
    @UseInterceptors(Stubborn)
    class Rates {
      @Get()
      @Coalesce()
      find(): string {
        calls++;
        if (calls < 3) throw new Error('not yet');
        return '1.1';
      }
    }
    const app = await serve(Rates, adapter());

    expect(await (await app.fetch('/rates')).text()).toBe('1.1');
    expect(calls).toBe(3);
  });

  it('leaves no listener on a connection that is kept alive', async () => {
    const sockets = new Set<Socket>();
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(): string {
        return '1.1';
      }
    }
    const app = await serve(Rates, adapter());
    app.app.getHttpServer().on('connection', (socket: Socket) => sockets.add(socket));

    const before = await listenersAfter(app, sockets, 2);
    const after = await listenersAfter(app, sockets, 50);

    expect(after).toBe(before);
  });
});

/** The listeners on the connections once so many requests have been answered, one by one. */
async function listenersAfter(
  app: RunningApp,
  sockets: Set<Socket>,
  requests: number,
): Promise<number> {
  for (let count = 0; count < requests; count++) await (await app.fetch('/rates')).text();
  return [...sockets]
    .flatMap((socket) => socket.eventNames().map((name) => socket.listenerCount(name)))
    .reduce((sum, count) => sum + count, 0);
}
