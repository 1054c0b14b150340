import { Controller, Get, Injectable, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CacheManager, ClosedError, type RemoteTier } from '@sameflight/core';
import { FakeClock, MemoryRemote } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import {
  Cached,
  Coalesce,
  cacheToken,
  InjectCache,
  SameflightModule,
  type SameflightModuleOptions,
  type SameflightOptions,
  type SameflightOptionsFactory,
} from '../src/index.js';
import { platforms } from './support/platforms.js';
import { moduleOf, run, serve } from './support/running-app.js';
import { provide } from './support/running-context.js';

interface Sent {
  header(name: string, value: string): unknown;
}

describe('SameflightModule', () => {
  const start = (
    imports: NonNullable<Parameters<typeof moduleOf>[0]['imports']>,
    providers: never[] = [],
  ) =>
    NestFactory.createApplicationContext(moduleOf({ imports, providers }), {
      logger: false,
      abortOnError: false,
    });

  it('gives its cache to whoever injects CacheManager by type', async () => {
    @Injectable()
    class Service {
      readonly cache: CacheManager;
      constructor(cache: CacheManager) {
        this.cache = cache;
      }
    }
    const app = await provide([Service], { ttl: 5_000 });

    expect(app.get(Service).cache).toBeInstanceOf(CacheManager);
    expect(app.get(Service).cache).toBe(app.get(CacheManager));
  });

  it('gives several caches by name, each with options of its own', async () => {
    @Injectable()
    class Service {
      readonly caches: readonly CacheManager[];
      constructor(
        @InjectCache() byDefault: CacheManager,
        @InjectCache('rates') rates: CacheManager,
        @InjectCache('users') users: CacheManager,
      ) {
        this.caches = [byDefault, rates, users];
      }
      @Cached({ cache: 'rates' })
      async load(): Promise<number> {
        return 1;
      }
    }
    const app = await NestFactory.createApplicationContext(
      moduleOf({
        imports: [
          SameflightModule.forRoot(),
          SameflightModule.forRoot({ name: 'rates', maxEntries: 1 }),
          SameflightModule.forRoot({ name: 'users' }),
        ],
        providers: [Service],
      }),
      { logger: false, abortOnError: false },
    );
    const service = app.get(Service);

    await service.load();

    expect(new Set(service.caches).size).toBe(3);
    expect(service.caches.map(({ size }) => size)).toEqual([0, 1, 0]);
    expect(app.get(cacheToken('rates'))).toBe(service.caches[1]);
    await app.close();
  });

  it('is seen in every module where it is global, and its decorators in every module anyway', async () => {
    @Injectable()
    class Inner {
      @Cached()
      async load(): Promise<number> {
        return 1;
      }
    }
    @Module({ providers: [Inner] })
    class InnerModule {}
    @Injectable()
    class Injecting {
      readonly cache: CacheManager;
      constructor(cache: CacheManager) {
        this.cache = cache;
      }
    }
    @Module({ providers: [Injecting] })
    class InjectingModule {}

    const app = await start([SameflightModule.forRoot(), InnerModule]);
    await app.get(Inner).load();
    expect(app.get(CacheManager).size).toBe(1);
    await app.close();
    const withGlobal = await start([SameflightModule.forRoot({ isGlobal: true }), InjectingModule]);
    expect(withGlobal.get(Injecting).cache).toBe(withGlobal.get(CacheManager));
    await withGlobal.close();
    await expect(start([SameflightModule.forRoot(), InjectingModule])).rejects.toThrow(
      /dependencies/,
    );
  });

  describe('forRootAsync', () => {
    const CONFIG = 'config';
    @Module({ providers: [{ provide: CONFIG, useValue: { most: 1 } }], exports: [CONFIG] })
    class ConfigModule {}
    @Injectable()
    class Options implements SameflightOptionsFactory {
      createSameflightOptions(): Promise<SameflightOptions> {
        return Promise.resolve({ maxEntries: 1 });
      }
    }
    @Module({ providers: [Options], exports: [Options] })
    class OptionsModule {}

    it.each([
      [
        'useFactory',
        () =>
          SameflightModule.forRootAsync({
            imports: [ConfigModule],
            inject: [CONFIG],
            useFactory: async (config: { most: number }) => ({ maxEntries: config.most }),
          }),
      ],
      ['useClass', () => SameflightModule.forRootAsync({ useClass: Options })],
      [
        'useExisting',
        () => SameflightModule.forRootAsync({ imports: [OptionsModule], useExisting: Options }),
      ],
    ])('takes its options from %s', async (_, module) => {
      const app = await start([module()]);
      const cache = app.get(CacheManager);

      await cache.set('a', 1);
      await cache.set('b', 2);

      expect(cache.size).toBe(1);
      await app.close();
    });

    it.each([[{}], [{ useFactory: () => ({}), useClass: Options }]])(
      'refuses to be given no way to its options, or two',
      (options) => {
        expect(() => SameflightModule.forRootAsync(options as never)).toThrow(
          'give one of useFactory, useClass and useExisting',
        );
      },
    );

    it('refuses a factory that gives no options, when the app starts', async () => {
      const module = SameflightModule.forRootAsync({ useFactory: (() => undefined) as never });

      await expect(start([module])).rejects.toThrow(
        "the options of the cache 'default' must be an object, got undefined",
      );
    });
  });

  it('N-13: closes its caches, and what they opened, when the app shuts down', async () => {
    const app = await start([
      SameflightModule.forRoot(),
      SameflightModule.forRoot({ name: 'rates' }),
    ]);
    const caches: CacheManager[] = [app.get(CacheManager), app.get(cacheToken('rates'))];

    await app.close();

    for (const cache of caches)
      await expect(cache.getOrFetch('a', () => 1)).rejects.toThrow(ClosedError);
  });

  it.each<readonly [string, NonNullable<Parameters<typeof moduleOf>[0]['imports']>, string]>([
    [
      'two caches of one name',
      [
        SameflightModule.forRoot({ name: 'a', ttl: 1 }),
        SameflightModule.forRoot({ name: 'a', ttl: 2 }),
      ],
      "SameflightModule: there are two caches named 'a'; import the module once",
    ],
    [
      'an option out of range',
      [SameflightModule.forRoot({ ttl: -1 })],
      '`ttl` must be a number of milliseconds ≥ 0, or Infinity, got -1',
    ],
    [
      'a partition that is none',
      [SameflightModule.forRoot({ partition: 'private' as never })],
      '`partition` must be \'public\' or a function, got "private"',
    ],
    ['an empty name', [SameflightModule.forRoot({ name: '' })], '`name` must be'],
  ])('refuses %s when the app starts', async (_, imports, message) => {
    await expect(start(imports)).rejects.toThrow(message);
  });

  it('copies each value once by the `copy` it is given', async () => {
    const copied: unknown[] = [];
    const copy = <Value>(value: Value): Value => {
      copied.push(value);
      return structuredClone(value);
    };
    @Injectable()
    class Service {
      @Cached()
      async load(): Promise<object> {
        return { value: 1 };
      }
    }
    const app = await provide([Service], { copy });

    const [one, other] = [await app.get(Service).load(), await app.get(Service).load()];

    expect(one).toEqual(other);
    expect(one).not.toBe(other);
    expect(copied.every((value) => 'value' in (value as object))).toBe(true);
  });
});

describe.each(platforms)('apps on $platform', ({ adapter }) => {
  it('do not see each other’s answers, two in one process', async () => {
    let calls = 0;
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(): number {
        return ++calls;
      }
    }
    const [one, other] = [await serve(Rates, adapter()), await serve(Rates, adapter())];

    expect([
      await one.json('/rates'),
      await other.json('/rates'),
      await one.json('/rates'),
    ]).toEqual([1, 2, 1]);
  });

  it('use the cache that a handler names, with the defaults that it was opened with', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ cache: 'rates' })
      find(): string {
        return 'rate';
      }
    }
    const app = await run(
      {
        imports: [
          SameflightModule.forRoot(),
          SameflightModule.forRoot({ name: 'rates', cacheStatus: false, etag: true }),
        ],
        controllers: [Rates],
      },
      adapter(),
    );

    const { headers } = await app.fetch('/rates');

    expect(headers.get('cache-status')).toBeNull();
    expect(headers.get('etag')).toMatch(/^W/);
    expect(app.app.get<CacheManager>(cacheToken('rates')).size).toBe(1);
    expect(app.cache.size).toBe(0);
  });

  it.each(['rejects', 'holds garbage'])(
    'N-13: answer from the handler where L2 %s',
    async (how) => {
      let calls = 0;
      @Controller('rates')
      class Rates {
        @Get()
        @Coalesce()
        find(): unknown {
          calls++;
          return { rate: 1.1 };
        }
      }
      const app = await serve(Rates, adapter(), { remote: faultyTier(how === 'rejects') });

      const answers = (await app.all(3, '/rates')).map((response) => response.json());

      expect(await Promise.all(answers)).toEqual(Array(3).fill({ rate: 1.1 }));
      expect(calls).toBe(1);
    },
  );

  it('ask `weigh` and `validate` about what the handler returned', async () => {
    const asked: unknown[] = [];
    const note = (value: unknown): number => asked.push(value);
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce({ key: () => 'all' })
      find(): string[] {
        return ['EUR'];
      }
      @Get('own')
      @Coalesce({ key: () => 'own' })
      findOwn(@Res({ passthrough: true }) response: Sent): string {
        response.header('X-Own', '1');
        return 'own';
      }
    }
    const clock = new FakeClock();
    const remote = new MemoryRemote({ clock });
    const options = (): SameflightModuleOptions => ({
      clock,
      remote: remote.tier(),
      maxWeight: 10,
      weigh: note,
      validate: (value) => note(value) < 0,
    });
    const one = await serve(Rates, adapter(), options());
    const other = await serve(Rates, adapter(), options());

    const stored = new Promise((resolve) => one.cache.on('store', resolve));
    await one.json('/rates');
    await stored;
    await one.fetch('/rates/own');
    const failed = new Promise((resolve) => other.cache.on('remote-failure', resolve));
    await other.json('/rates');
    await failed;

    expect(asked).toEqual([['EUR'], ['EUR'], ['EUR']]);
  });

  it('close while callers wait, who hear that the service goes away', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(): Promise<never> {
        return new Promise(() => {});
      }
    }
    const app = await serve(Rates, adapter());
    const waiting = app.fetch('/rates');
    await app.aboard(1);

    await app.cache.close();

    expect((await waiting).status).toBe(503);
  });
});

function faultyTier(rejects: boolean): RemoteTier {
  const windows = { ttl: 60_000, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 };
  const record = { value: { body: 'garbage' }, windows, tags: [], age: 0 };
  const fail = (): Promise<never> => Promise.reject(new Error('L2 is down'));
  const lease = { write: fail, release: () => Promise.resolve() };
  return {
    read: () => (rejects ? fail() : Promise.resolve(record)),
    claim: (_, { refresh }) => {
      if (rejects) return fail();
      return Promise.resolve(
        refresh ? { kind: 'granted', lease, stale: undefined } : { kind: 'stored', record },
      );
    },
    write: fail,
    delete: fail,
    deleteByTag: fail,
    clear: fail,
    listen: () => {},
    close: () => Promise.resolve(),
  };
}
