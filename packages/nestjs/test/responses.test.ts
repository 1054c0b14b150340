import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Header,
  HttpCode,
  HttpException,
  type INestApplication,
  Injectable,
  type NestInterceptor,
  Param,
  Redirect,
  Req,
  Res,
  ServiceUnavailableException,
  UseInterceptors,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { map, type Observable, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Coalesce, type IncomingRequest, SameflightModule } from '../src/index.js';
import { platforms } from './support/platforms.js';
import { run, serve } from './support/running-app.js';
import { until } from './support/until.js';

/** What handlers use of a response, on both platforms. */
interface PassthroughResponse {
  readonly raw?: object;
  status(code: number): unknown;
  header(name: string, value: string): unknown;
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
}

describe.each(platforms)('responses on $platform', ({ adapter }) => {
  it('N-06: gives what decorators say to every caller', async () => {
    const upstream = deferred<string>();
    @Controller('pages')
    class Pages {
      @Get()
      @HttpCode(203)
      @Header('X-Page', 'one')
      @Coalesce()
      find(): Promise<string> {
        return upstream.promise;
      }
    }
    const app = await serve(Pages, adapter());

    const together = app.all(3, '/pages');
    await app.aboard(3);
    upstream.resolve('page');
    const responses = [...(await together), await app.fetch('/pages')];

    expect(responses.map(({ status }) => status)).toEqual([203, 203, 203, 203]);
    expect(responses.map(({ headers }) => headers.get('x-page'))).toEqual(Array(4).fill('one'));
  });

  it('N-06: replays the status and the headers that the handler set by hand', async () => {
    const upstream = deferred<string>();
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce({ replayHeaders: ['X-Page'] })
      async find(@Res({ passthrough: true }) response: PassthroughResponse): Promise<string> {
        calls++;
        response.status(203);
        response.header('Last-Modified', 'Mon, 23 Nov 2026 00:00:00 GMT');
        const page = await upstream.promise;
        response.header('X-Page', page);
        response.header('Link', String(response.getHeader('x-page')));
        return page;
      }
    }
    const app = await serve(Pages, adapter());

    const together = app.all(3, '/pages');
    await app.aboard(3);
    upstream.resolve('page');
    const responses = [...(await together), await app.fetch('/pages')];

    expect(calls).toBe(1);
    for (const response of responses) {
      expect(response.status).toBe(203);
      expect(response.headers.get('last-modified')).toBe('Mon, 23 Nov 2026 00:00:00 GMT');
      expect(response.headers.get('x-page')).toBe('page');
      expect(response.headers.get('link')).toBe('page');
      expect(await response.text()).toBe('page');
    }
  });

  it('N-06: replays that the handler took a header away', async () => {
    @Controller('pages')
    class Pages {
      @Get()
      @Header('Link', '<a>')
      @Coalesce()
      find(@Res({ passthrough: true }) response: PassthroughResponse): string {
        response.removeHeader('Link');
        return 'page';
      }
    }
    const app = await serve(Pages, adapter());

    for (const response of [await app.fetch('/pages'), await app.fetch('/pages')])
      expect(response.headers.get('link')).toBeNull();
  });

  it.each([
    ['set-cookie', 'Set-Cookie', 'session=1'],
    ['header', 'X-Request-Id', '1'],
  ])(
    'N-06: runs the handler for each caller where it sets what is his alone (%s)',
    async (reason, name) => {
      const upstream = deferred<void>();
      let calls = 0;
      @Controller('pages')
      class Pages {
        @Get()
        @Coalesce()
        async find(@Res({ passthrough: true }) response: PassthroughResponse): Promise<string> {
          calls++;
          response.header(name, `n=${calls}`);
          response.status(203);
          await upstream.promise;
          return 'page';
        }
      }
      const app = await serve(Pages, adapter());

      const together = app.all(3, '/pages');
      await app.aboard(3);
      upstream.resolve();
      const responses = [...(await together), await app.fetch('/pages')];

      expect(responses.map(({ status }) => status)).toEqual([203, 203, 203, 203]);
      const values = responses.map(({ headers }) => headers.get(name));
      expect(values.sort()).toEqual(['n=1', 'n=2', 'n=3', 'n=4']);
      expect(app.reasons).toEqual(Array(4).fill(reason));
    },
  );

  it('replays the headers that the handler set before it threw', async () => {
    const upstream = deferred<void>();
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      async find(@Res({ passthrough: true }) response: PassthroughResponse): Promise<string> {
        calls++;
        response.header('Retry-After', '7');
        await upstream.promise;
        throw new ServiceUnavailableException();
      }
    }
    const app = await serve(Pages, adapter());

    const together = app.all(3, '/pages');
    await app.aboard(3);
    upstream.resolve();

    for (const response of await together) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('7');
    }
    expect(calls).toBe(1);
  });

  it.each([
    ['flights that fail together', 0],
    ['an error that is kept', 60_000],
  ])(
    'gives nobody the headers of another question whose error is the same object: %s',
    async (_, errorTtl) => {
      const down = new ServiceUnavailableException();
      const upstream = deferred<never>();
      @Controller('users')
      class Users {
        @Get(':id')
        @Coalesce({ errorTtl })
        async find(
          @Param('id') id: string,
          @Res({ passthrough: true }) response: PassthroughResponse,
        ): Promise<never> {
          response.header('Content-Location', `/of/${id}`);
          return upstream.promise;
        }
      }
      const app = await serve(Users, adapter());
      const ask = async (id: string): Promise<string | null> => {
        const headers = { authorization: id };
        const response = await app.fetch(`/users/${id}`, { headers });
        expect(response.status).toBe(503);
        return response.headers.get('content-location');
      };

      const together = Promise.all([ask('ann'), ask('bob')]);
      await until(() => app.cache.flights().length === 2);
      upstream.reject(down);

      expect(await together).toEqual(['/of/ann', '/of/bob']);
      expect(await ask('ann')).toBe('/of/ann');
    },
  );

  it.each([
    [304, 'if-none-match', 'set by hand'],
    [412, 'if-unmodified-since', 'thrown'],
    [206, 'x-part', 'set by hand'],
    [416, 'x-part', 'thrown'],
  ])('gives %i to him alone who sent the %s (%s)', async (status, name, how) => {
    const upstream = deferred<void>();
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      async find(
        @Req() { headers }: IncomingRequest,
        @Res({ passthrough: true }) response: PassthroughResponse,
      ): Promise<string> {
        await upstream.promise;
        if (headers[name] === undefined) return 'page';
        if (how === 'thrown') throw new HttpException('no', status);
        response.status(status);
        return '';
      }
    }
    const app = await serve(Pages, adapter());

    const conditional = app.fetch('/pages', { headers: { [name]: '1' } });
    await app.aboard(1);
    const aboard = app.fetch('/pages');
    await app.aboard(2);
    upstream.resolve();

    expect((await conditional).status).toBe(status);
    expect(await (await aboard).text()).toBe('page');
    await app.fetch('/pages', { headers: { [name]: '1' } });
    expect(await (await app.fetch('/pages')).text()).toBe('page');
    expect((await app.fetch('/pages')).headers.get('cache-status')).toContain('hit');
  });

  it.each<readonly [string, (response: PassthroughResponse) => void]>([
    ['a header', (response) => response.header('Link', 'not\na header')],
    ['a header’s name', (response) => response.header('not a name', '1')],
    ['a status', (response) => Object.assign(response.raw ?? response, { statusCode: 99 })],
  ])('does not store %s that cannot be sent', async (_, write) => {
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce({ replayHeaders: ['not a name'] })
      find(@Res({ passthrough: true }) response: PassthroughResponse): string {
        if (++calls === 1) write(response);
        return 'page';
      }
    }
    const app = await serve(Pages, adapter());

    expect((await app.fetch('/pages')).status).toBe(500);
    expect((await app.fetch('/pages')).status).toBe(200);
  });

  it('does not store an answer whose status says that something went wrong', async () => {
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      find(@Res({ passthrough: true }) response: PassthroughResponse): string {
        calls++;
        response.status(502);
        return 'no';
      }
    }
    const app = await serve(Pages, adapter());

    expect((await app.fetch('/pages')).status).toBe(502);
    expect((await app.fetch('/pages')).status).toBe(502);
    expect(calls).toBe(2);
  });

  it('shares redirects that the handler computes', async () => {
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Redirect('/default', 302)
      @Coalesce()
      find(): unknown {
        calls++;
        return { url: '/elsewhere', statusCode: 307 };
      }
    }
    const app = await serve(Pages, adapter());

    for (let count = 0; count < 2; count++) {
      const response = await app.fetch('/pages', { redirect: 'manual' });
      expect(response.status).toBe(307);
      expect(response.headers.get('location')).toBe('/elsewhere');
    }
    expect(calls).toBe(1);
  });

  it('adds a weak ETag and answers 304 to who has the answer, where asked to', async () => {
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce({ etag: true })
      find(): unknown {
        calls++;
        return { page: 1 };
      }
    }
    const app = await serve(Pages, adapter());

    const first = await app.fetch('/pages');
    const etag = first.headers.get('etag') ?? '';
    const same = await app.fetch('/pages', { headers: { 'if-none-match': `"x", ${etag}` } });
    const other = await app.fetch('/pages', { headers: { 'if-none-match': '"x"' } });

    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    expect(same.status).toBe(304);
    expect(await same.text()).toBe('');
    expect(other.status).toBe(200);
    expect(await other.json()).toEqual({ page: 1 });
    expect(calls).toBe(1);
  });

  it('answers HEAD as GET, each from its own entry', async () => {
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      find(): string {
        return 'page';
      }
    }
    const app = await serve(Pages, adapter());

    await app.fetch('/pages');
    const head = await app.fetch('/pages', { method: 'HEAD' });

    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(await (await app.fetch('/pages')).text()).toBe('page');
  });

  it('N-07: lets interceptors further out change the answer without changing it for the next caller', async () => {
    @Injectable()
    class Growing implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(tap((body) => (body as { list: number[] }).list.push(2)));
      }
    }
    @Controller('lists')
    @UseInterceptors(Growing)
    class Lists {
      readonly #list: number[] = [1];
      @Get()
      @Coalesce()
      find(): unknown {
        return { list: this.#list };
      }
    }
    const app = await serve(Lists, adapter());

    const answers = (await app.all(3, '/lists')).map((response) => response.json());

    expect(await Promise.all(answers)).toEqual(Array(3).fill({ list: [1, 2] }));
    expect(await app.json('/lists')).toEqual({ list: [1, 2] });
  });

  it('N-07: runs interceptors further out for every caller, and those further in once', async () => {
    const runs = { outer: 0, inner: 0 };
    class Outer implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(map((data) => ({ data, caller: ++runs.outer })));
      }
    }
    class Inner implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(map((data) => ({ data, run: ++runs.inner })));
      }
    }
    @Controller('pages')
    @UseInterceptors(Outer)
    class Pages {
      @Get()
      @UseInterceptors(Inner)
      @Coalesce()
      find(): string {
        return 'page';
      }
    }
    const app = await serve(Pages, adapter());

    await app.fetch('/pages');

    expect(await app.json('/pages')).toEqual({ data: { data: 'page', run: 1 }, caller: 2 });
  });

  it('shares one object where `copy` says so', async () => {
    const seen: unknown[] = [];
    class Watching implements NestInterceptor {
      intercept(_: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
        return next.handle().pipe(tap((body) => seen.push(body)));
      }
    }
    @Controller('pages')
    @UseInterceptors(Watching)
    class Pages {
      @Get()
      @Coalesce({ copy: (value) => value })
      find(): unknown {
        return { page: 1 };
      }
    }
    const app = await serve(Pages, adapter());

    await app.all(2, '/pages');

    expect(seen[0]).toBe(seen[1]);
  });

  it.each([
    ['an HttpException with a cause', new HttpException('no', 418, { cause: new Error('why') })],
    ['an error of its own', new RangeError('no')],
    ['a string', 'no'],
    ['nothing', undefined],
  ])(
    'N-08: gives %s to the exception filter of every caller, the same object',
    async (_, thrown) => {
      const upstream = deferred<void>();
      const caught: unknown[] = [];
      @Catch()
      class Filter implements ExceptionFilter {
        catch(error: unknown, host: ArgumentsHost): void {
          caught.push(error);
          const response = host.switchToHttp().getResponse();
          response.status(418).send('caught');
        }
      }
      let calls = 0;
      @Controller('pages')
      class Pages {
        @Get()
        @Coalesce()
        async find(): Promise<never> {
          calls++;
          await upstream.promise;
          throw thrown;
        }
      }
      const app = await run(
        {
          imports: [SameflightModule.forRoot()],
          controllers: [Pages],
          providers: [{ provide: APP_FILTER, useClass: Filter }],
        },
        adapter(),
      );

      const together = app.all(3, '/pages');
      await app.aboard(3);
      upstream.resolve();

      expect((await together).map(({ status }) => status)).toEqual([418, 418, 418]);
      expect(calls).toBe(1);
      expect(caught).toHaveLength(3);
      for (const error of caught) expect(error).toBe(thrown);
    },
  );
});

describe.each(platforms)('cookies on $platform', ({ platform, adapter }) => {
  interface CookieSetter {
    cookie?(name: string, value: string): void;
    setCookie?(name: string, value: string): unknown;
  }
  interface Reply {
    pending?: string;
    header(name: string, value: string): unknown;
  }

  /** As @fastify/cookie does it: the header is not written before the answer is sent. */
  function enableCookies(app: INestApplication): void {
    if (platform === 'Express') return;
    const fastify = app.getHttpAdapter().getInstance();
    fastify.decorateReply('setCookie', function (this: Reply, name: string, value: string) {
      this.pending = `${name}=${value}`;
      return this;
    });
    fastify.addHook('onSend', async (_: unknown, reply: Reply) => {
      if (reply.pending !== undefined) reply.header('Set-Cookie', reply.pending);
    });
  }

  it('N-06: runs the handler for each caller where it sets a cookie by a method of the platform', async () => {
    let calls = 0;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      find(@Res({ passthrough: true }) response: CookieSetter): string {
        calls++;
        if (platform === 'Express') response.cookie?.('n', String(calls));
        else response.setCookie?.('n', String(calls));
        return 'page';
      }
    }
    const app = await run(
      { imports: [SameflightModule.forRoot()], controllers: [Pages] },
      adapter(),
      enableCookies,
    );

    const first = await app.fetch('/pages');
    const second = await app.fetch('/pages');

    expect(first.headers.getSetCookie().join()).toContain('n=1');
    expect(second.headers.getSetCookie().join()).toContain('n=2');
    expect(app.reasons).toEqual(['set-cookie', 'set-cookie']);
  });

  it('remembers for a while that an answer could not be shared, and then tries again', async () => {
    const clock = new FakeClock();
    let isPrivate = true;
    @Controller('pages')
    class Pages {
      @Get()
      @Coalesce()
      find(@Res({ passthrough: true }) response: PassthroughResponse): string {
        if (isPrivate) response.header('Set-Cookie', 'n=1');
        return 'page';
      }
    }
    const app = await serve(Pages, adapter(), { clock });

    await app.fetch('/pages');
    await app.all(3, '/pages');
    expect(app.cache.stats().fetches).toBe(1);
    isPrivate = false;
    clock.advance(10_000);
    await app.fetch('/pages');

    expect(app.cache.stats().fetches).toBe(2);
    expect((await app.fetch('/pages')).headers.get('cache-status')).toContain('hit');
  });
});
