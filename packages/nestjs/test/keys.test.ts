import { once } from 'node:events';
import { request } from 'node:http';
import {
  BadRequestException,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Header,
  Headers,
  Ip,
  Param,
  type PipeTransform,
  Query,
  Req,
  Res,
  UseGuards,
  Version,
  VersioningType,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';
import {
  Coalesce,
  type CoalesceOptions,
  type IncomingRequest,
  SameflightModule,
} from '../src/index.js';
import { platforms } from './support/platforms.js';
import { run, serve } from './support/running-app.js';

interface Sent {
  header(name: string, value: string): unknown;
}

/** `fetch` sends a Host of its own. */
async function askHost(url: string, host: string): Promise<string> {
  const asked = request(`${url}/things/1`, { headers: { host } }).end();
  const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}

describe.each(platforms)('keys on $platform', ({ platform, adapter }) => {
  /** Answers with its own number, so that equal answers are shared ones. */
  function counting(options: CoalesceOptions = {}) {
    let calls = 0;
    @Controller('things')
    class Things {
      @Get(':id')
      @Coalesce(options)
      find(): number {
        return ++calls;
      }
    }
    return Things;
  }

  async function ask(
    app: Awaited<ReturnType<typeof serve>>,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    return app.json(path, { headers });
  }

  it.each([
    ['path', '/things/1', '/things/2'],
    ['query', '/things/1?a=1', '/things/1?a=2'],
    ['query that is there', '/things/1?a', '/things/1'],
    ['order within a parameter', '/things/1?a=1&a=2', '/things/1?a=2&a=1'],
    ['order within a list', '/things/1?a[]=1&a=2', '/things/1?a=2&a[]=1'],
    ['bytes that are no UTF-8', '/things/1?a=%FE', '/things/1?a=%FF'],
    ['order of names that are no UTF-8', '/things/1?%FE=1&%FF=2', '/things/1?%FF=2&%FE=1'],
    ['spelling of a name, and its order', '/things/1?a=1&%61=2', '/things/1?%61=2&a=1'],
  ])('N-12: tells questions apart by their %s', async (_, one, other) => {
    const app = await serve(counting(), adapter());

    expect([await ask(app, one), await ask(app, other), await ask(app, one)]).toEqual([1, 2, 1]);
  });

  it.each([
    ['accept', 'text/html', 'application/json'],
    ['accept-language', 'de', 'fr'],
    ['origin', 'https://a.example', 'https://b.example'],
    ['range', 'bytes=0-1', 'bytes=2-3'],
  ])('N-12: tells questions apart by the header %s', async (name, one, other) => {
    const app = await serve(counting(), adapter());
    const path = '/things/1';

    const answers = [
      await ask(app, path, { [name]: one }),
      await ask(app, path, { [name]: other }),
      await ask(app, path, { [name]: one }),
    ];

    expect(answers).toEqual([1, 2, 1]);
  });

  it('N-12: tells questions apart by the host that they are asked of', async () => {
    const app = await serve(counting(), adapter());

    const answers = [
      await askHost(app.url, 'a.example'),
      await askHost(app.url, 'b.example'),
      await askHost(app.url, 'a.example'),
    ];

    expect(answers).toEqual(['1', '2', '1']);
  });

  it('tells questions apart by the URL that they are rewritten to', async () => {
    @Controller('shops')
    class Shops {
      @Get(':shop/offers')
      @Coalesce()
      find(@Param('shop') shop: string, @Query('page') page: string): string[] {
        return [shop, page];
      }
    }
    interface Rewritable {
      url?: string | undefined;
      readonly headers: IncomingRequest['headers'];
    }
    const rewritten = (url = '', headers: IncomingRequest['headers']): string =>
      url === '/offers' ? `/shops/${headers['x-shop']}/offers?page=${headers['x-page']}` : url;
    const app = await run(
      { imports: [SameflightModule.forRoot()], controllers: [Shops] },
      platform === 'Fastify'
        ? (new FastifyAdapter({
            forceCloseConnections: true,
            rewriteUrl: ({ url, headers }: Rewritable) => rewritten(url, headers),
          }) as AbstractHttpAdapter)
        : adapter(),
      (nest) => {
        if (platform === 'Express')
          nest.use((request: Rewritable, _: unknown, next: () => void) => {
            request.url = rewritten(request.url, request.headers);
            next();
          });
      },
    );

    const answers = [
      await ask(app, '/offers', { 'x-shop': 'ann', 'x-page': '1' }),
      await ask(app, '/offers', { 'x-shop': 'bob', 'x-page': '1' }),
      await ask(app, '/offers', { 'x-shop': 'bob', 'x-page': '2' }),
    ];

    expect(answers).toEqual([
      ['ann', '1'],
      ['bob', '1'],
      ['bob', '2'],
    ]);
  });

  it('tells questions apart by the parameters that a guard puts in place of those of the path', async () => {
    class Unmasked implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const { params, headers } = context.switchToHttp().getRequest();
        if (params.id === 'mine') params.id = headers['x-id'];
        return true;
      }
    }
    @Controller('things')
    @UseGuards(Unmasked)
    class Things {
      @Get(':id')
      @Coalesce()
      find(@Param('id') id: string): string[] {
        return [id];
      }
    }
    const app = await serve(Things, adapter());

    expect(await ask(app, '/things/mine', { 'x-id': '1' })).toEqual(['1']);
    expect(await ask(app, '/things/mine', { 'x-id': '2' })).toEqual(['2']);
  });

  it('N-12: takes the parameters of a query in any order', async () => {
    const app = await serve(counting(), adapter());

    expect(await ask(app, '/things/1?b=2&a=1')).toBe(await ask(app, '/things/1?a=1&b=2'));
  });

  it('N-12: ignores the parameters that a handler does not name', async () => {
    const app = await serve(counting({ query: ['page'] }), adapter());

    expect(await ask(app, '/things/1?page=1&bust=1')).toBe(1);
    expect(await ask(app, '/things/1?bust=2&page=1')).toBe(1);
    expect(await ask(app, '/things/1?page=2')).toBe(2);
  });

  it('N-12: keeps no more entries than its bound, however many parameters are made up', async () => {
    const app = await serve(counting(), adapter(), { maxEntries: 10 });

    for (let bust = 0; bust < 30; bust++) await ask(app, `/things/1?bust=${bust}`);

    expect(app.cache.size).toBe(10);
  });

  it('ignores the headers that a handler does not name', async () => {
    const app = await serve(counting({ vary: ['X-Currency'] }), adapter());

    expect(await ask(app, '/things/1', { 'accept-language': 'de', 'x-currency': 'EUR' })).toBe(1);
    expect(await ask(app, '/things/1', { 'accept-language': 'fr', 'x-currency': 'EUR' })).toBe(1);
    expect(await ask(app, '/things/1', { 'x-currency': 'USD' })).toBe(2);
  });

  it('tells questions apart by the address that a handler takes', async () => {
    @Controller('things')
    class Things {
      @Get()
      @Coalesce()
      find(@Ip() address: string): string {
        return address;
      }
    }
    const app = await serve(Things, adapter());

    await app.fetch('/things');

    expect([...app.cache.keys()].join()).toContain('127.0.0.1');
  });

  it('P26: tells questions apart by what an answer says that it varies on', async () => {
    const calls: string[] = [];
    @Controller('things')
    class Things {
      @Get()
      @Coalesce()
      find(
        @Req() { headers }: IncomingRequest,
        @Res({ passthrough: true }) response: { header(name: string, value: string): void },
      ): unknown {
        response.header('Vary', 'X-Currency');
        calls.push(String(headers['x-currency']));
        return { currency: headers['x-currency'] };
      }
    }
    const app = await serve(Things, adapter());
    const by = (currency: string) => ask(app, '/things', { 'x-currency': currency });

    expect(await by('EUR')).toEqual({ currency: 'EUR' });
    expect(await by('USD')).toEqual({ currency: 'USD' });
    expect(await by('EUR')).toEqual({ currency: 'EUR' });
    const before = calls.length;
    expect(await Promise.all([by('USD'), by('EUR')])).toEqual([
      { currency: 'USD' },
      { currency: 'EUR' },
    ]);
    expect(calls.length).toBe(before);
  });

  it('P26: learns what answers vary on, for those too who say nothing of it', async () => {
    @Controller('moods')
    class Moods {
      @Get()
      @Coalesce()
      find(
        @Req() { headers }: IncomingRequest,
        @Res({ passthrough: true }) response: Sent,
      ): string {
        response.header('vary', 'x-mood');
        return String(headers['x-mood']);
      }
    }
    const app = await serve(Moods, adapter());

    await app.fetch('/moods', { headers: { 'x-mood': 'gay' } });
    const texts = [await app.fetch('/moods'), await app.fetch('/moods')].map((one) => one.text());

    expect(await Promise.all(texts)).toEqual(['undefined', 'undefined']);
    expect(app.cache.stats().hits).toBeGreaterThan(0);
    expect(app.reasons).toEqual([]);
  });

  it('P26: tells questions apart by what a decorator says that the answer varies on', async () => {
    @Controller('things')
    class Things {
      @Get()
      @Header('Vary', 'X-Currency')
      @Coalesce()
      find(@Req() { headers }: IncomingRequest): unknown {
        return { currency: headers['x-currency'] };
      }
    }
    const app = await serve(Things, adapter());

    const answers = ['EUR', 'USD'].map((currency) =>
      ask(app, '/things', { 'x-currency': currency }),
    );

    expect(await Promise.all(answers)).toEqual([{ currency: 'EUR' }, { currency: 'USD' }]);
  });

  it('passes an answer through that varies on everything', async () => {
    @Controller('things')
    class Things {
      @Get()
      @Header('Vary', '*')
      @Coalesce()
      find(): string {
        return 'thing';
      }
    }
    const app = await serve(Things, adapter());

    await app.fetch('/things');

    expect(app.reasons).toEqual(['vary']);
  });

  it('makes the key of the raw input, so that pipes run once for all who share', async () => {
    let parsed = 0;
    class Counting implements PipeTransform<string> {
      transform(value: string): number {
        parsed++;
        if (!/^\d+$/.test(value)) throw new BadRequestException();
        return Number(value);
      }
    }
    @Controller('things')
    class Things {
      @Get(':id')
      @Coalesce()
      find(@Param('id', Counting) id: number, @Query('a') a: string): unknown {
        return { id, a };
      }
    }
    const app = await serve(Things, adapter());

    await app.all(3, '/things/7?a=1');

    expect(await app.json('/things/7?a=1')).toEqual({ id: 7, a: '1' });
    expect(parsed).toBe(1);
    expect((await app.fetch('/things/x')).status).toBe(400);
  });

  it('uses a key of the handler’s own, for that handler alone, and keeps callers apart all the same', async () => {
    const calls: string[] = [];
    @Controller()
    class Things {
      @Get('users/:id')
      @Coalesce({ key: ({ params }) => String(params.id) })
      user(@Param('id') id: string, @Headers('authorization') who: string): unknown {
        calls.push(`user ${id}`);
        return { user: id, who };
      }
      @Get('orders/:id')
      @Coalesce({ key: ({ params }) => String(params.id) })
      order(@Param('id') id: string): unknown {
        calls.push(`order ${id}`);
        return { order: id };
      }
    }
    const app = await serve(Things, adapter());

    await app.json('/users/1?bust=1');
    expect(await app.json('/users/1?bust=2')).toEqual({ user: '1' });
    expect(await app.json('/orders/1')).toEqual({ order: '1' });
    expect(await ask(app, '/users/1', { authorization: 'Bearer a' })).toEqual({
      user: '1',
      who: 'Bearer a',
    });
    expect(calls).toEqual(['user 1', 'order 1', 'user 1']);
  });

  it('tells callers apart by the headers that a handler names beside a key of its own', async () => {
    @Controller('greetings')
    class Greetings {
      @Get()
      @Coalesce({ key: () => 'greeting', vary: ['Accept-Language'] })
      find(@Headers('accept-language') language: string, @Headers('x-trace') _: string): string {
        return language;
      }
    }
    const app = await serve(Greetings, adapter());
    const greeting = async (language: string, trace: string): Promise<string> => {
      const headers = { 'accept-language': language, 'x-trace': trace };
      return (await app.fetch('/greetings', { headers })).text();
    };

    expect(await greeting('de', '1')).toBe('de');
    expect(await greeting('fr', '2')).toBe('fr');
    expect(await greeting('de', '3')).toBe('de');
    expect(app.cache.stats().hits).toBe(1);
  });

  it.each([
    [
      'URI',
      { type: VersioningType.URI } as const,
      (version: string) => ({ path: `/v${version}/things` }),
    ],
    [
      'header',
      { type: VersioningType.HEADER, header: 'X-Version' } as const,
      (version: string) => ({ path: '/things', headers: { 'x-version': version } }),
    ],
    [
      'media type',
      { type: VersioningType.MEDIA_TYPE, key: 'v=' } as const,
      (version: string) => ({
        path: '/things',
        headers: { accept: `application/json;v=${version}` },
      }),
    ],
    [
      'custom',
      {
        type: VersioningType.CUSTOM,
        extractor: (request: unknown) => String((request as IncomingRequest).headers['x-custom']),
      } as const,
      (version: string) => ({ path: '/things', headers: { 'x-custom': version } }),
    ],
  ])('N-12: tells versions apart that are chosen by %s', async (_, versioning, asking) => {
    @Controller({ path: 'things' })
    class Things {
      @Get()
      @Version('1')
      @Coalesce()
      one(): unknown {
        return { version: 1 };
      }
      @Get()
      @Version('2')
      @Coalesce()
      two(): unknown {
        return { version: 2 };
      }
    }
    const app = await run(
      { imports: [SameflightModule.forRoot()], controllers: [Things] },
      adapter(),
      (app) => {
        app.enableVersioning(versioning);
      },
    );
    const version = async (number: string) => {
      const { path, headers = {} } = asking(number) as {
        path: string;
        headers?: Record<string, string>;
      };
      return app.json(path, { headers });
    };

    expect(await version('1')).toEqual({ version: 1 });
    expect(await version('2')).toEqual({ version: 2 });
    expect(await version('1')).toEqual({ version: 1 });
    expect(app.cache.stats().hits).toBe(1);
  });

  it('works under a global prefix', async () => {
    const app = await run(
      { imports: [SameflightModule.forRoot()], controllers: [counting()] },
      adapter(),
      (app) => {
        app.setGlobalPrefix('api');
      },
    );

    expect([
      await ask(app, '/api/things/1'),
      await ask(app, '/api/things/2'),
      await ask(app, '/api/things/1'),
    ]).toEqual([1, 2, 1]);
  });
});
