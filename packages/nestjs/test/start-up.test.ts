import {
  Controller,
  Get,
  Header,
  Headers,
  Injectable,
  Next,
  Post,
  Res,
  Scope,
  Sse,
  StreamableFile,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Mutation,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { EMPTY, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  Cached,
  Coalesce,
  CoalescingInterceptor,
  Invalidate,
  InvalidateCached,
  type InvalidateOptions,
  SameflightModule,
} from '../src/index.js';
import { moduleOf } from './support/running-app.js';

const isProvider = (type: Type<unknown>): boolean =>
  Reflect.getMetadata('__controller__', type) === undefined;

function start(...types: Type<unknown>[]): Promise<unknown> {
  return startApp(
    moduleOf({
      controllers: types.filter((type) => !isProvider(type)),
      providers: types.filter(isProvider),
    }),
  );
}

function startApp(...modules: Type<unknown>[]): Promise<unknown> {
  const module = moduleOf({ imports: [SameflightModule.forRoot(), ...modules] });
  return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
}

describe('at start-up, @Coalesce() is refused', () => {
  it('on a handler that takes @Res()', async () => {
    @Controller('files')
    class Files {
      @Get()
      @Coalesce()
      download(@Res() _: unknown): void {}
    }
    await expect(start(Files)).rejects.toThrow(
      '@Coalesce() on Files.download: it takes @Res() or @Next() and answers by itself, so its answer cannot be shared; take @Res({ passthrough: true })',
    );
  });

  it('on a handler that takes @Next()', async () => {
    @Controller('files')
    class Files {
      @Get()
      @Coalesce()
      download(@Next() _: unknown): void {}
    }
    await expect(start(Files)).rejects.toThrow('@Coalesce() on Files.download: it takes');
  });

  it('on a stream of events', async () => {
    @Controller('events')
    class Events {
      @Sse()
      @Coalesce()
      stream(): Observable<never> {
        return EMPTY;
      }
    }
    await expect(start(Events)).rejects.toThrow(
      '@Coalesce() on Events.stream: it sends server-sent events, which cannot be shared',
    );
  });

  it('on a handler that returns a stream', async () => {
    @Controller('files')
    class Files {
      @Get()
      @Coalesce()
      download(): StreamableFile {
        return new StreamableFile(Buffer.from(''));
      }
    }
    await expect(start(Files)).rejects.toThrow(
      '@Coalesce() on Files.download: it returns a StreamableFile, which can be read only once',
    );
  });

  it('on a POST without a key', async () => {
    @Controller('searches')
    class Searches {
      @Post()
      @Coalesce()
      search(): void {}
    }
    await expect(start(Searches)).rejects.toThrow(
      '@Coalesce() on Searches.search: only GET and HEAD have a key that can be derived; give it a `key` of its own, if it changes nothing',
    );
  });

  it('beside @Invalidate()', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      @Invalidate({ tags: ['rates'] })
      find(): void {}
    }
    await expect(start(Rates)).rejects.toThrow(
      '@Coalesce() on Rates.find: it carries @Invalidate() too',
    );
  });

  it('beside a header that forbids to store', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Header('Cache-Control', 'no-store')
      @Coalesce()
      find(): void {}
    }
    await expect(start(Rates)).rejects.toThrow(
      "@Coalesce() on Rates.find: its @Header() says 'Cache-Control: no-store'",
    );
  });

  it('on a handler that takes all headers and does not say which count', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(@Headers() _: unknown): void {}
    }
    await expect(start(Rates)).rejects.toThrow(
      '@Coalesce() on Rates.find: it takes all @Headers(), and any of them might count; name those that do in `vary`',
    );
  });

  it('N-10: on a handler that would be refreshed after its controller is gone', async () => {
    @Controller({ path: 'rates', scope: Scope.REQUEST })
    class Rates {
      @Get()
      @Coalesce({ staleWhileRevalidate: 1_000 })
      find(): void {}
    }
    await expect(start(Rates)).rejects.toThrow(
      '@Coalesce() on Rates.find: its controller lives for one request, so it cannot be refreshed after the answer',
    );
  });

  it('on what handles nothing', async () => {
    @Injectable()
    class Service {
      @Coalesce()
      load(): void {}
    }
    await expect(start(Service)).rejects.toThrow(
      '@Coalesce() on Service.load: it handles nothing; use @Cached() for the methods of a provider',
    );
  });

  it.each([
    ['ttl', { ttl: -1 }, '`ttl` must be a number of milliseconds ≥ 0'],
    ['tags', { tags: 'rates' as never }, '`tags` must be an array of strings'],
    [
      'key',
      { key: 'rates' as never },
      '`key` must be a function that returns a string, got "rates"',
    ],
    ['vary', { vary: 'accept' as never }, '`vary` must be an array of header names'],
    ['cache', { cache: 'rates' }, "there is no cache named 'rates' (there is: 'default')"],
  ])('with an option that cannot be meant: %s', async (_, options, message) => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce(options)
      find(): void {}
    }
    await expect(start(Rates)).rejects.toThrow(`@Coalesce() on Rates.find: ${message}`);
    @Controller('all')
    @Coalesce(options)
    class AllRates {
      @Get()
      find(): void {}
    }
    await expect(start(AllRates)).rejects.toThrow(`@Coalesce() on AllRates: ${message}`);
  });

  it('on two handlers whose keys could answer for each other', async () => {
    const make = () => {
      @Controller({ path: 'rates', host: 'a' })
      class Rates {
        @Get()
        @Coalesce({ key: () => 'all' })
        find(): void {}
      }
      return Rates;
    };
    await expect(start(make(), make())).rejects.toThrow(
      '@Coalesce() on Rates.find: another class of the app has a Rates.find with a `key` of its own',
    );
  });

  it('on two controllers of one name, whose keys could answer for each other', async () => {
    const make = () => {
      @Controller({ path: 'rates', host: 'a' })
      @Coalesce({ key: () => 'all' })
      class Rates {
        @Get()
        find(): void {}
      }
      return Rates;
    };
    await expect(start(make(), make())).rejects.toThrow(
      '@Coalesce() on Rates.find: another class of the app has a Rates.find with a `key` of its own',
    );
  });

  it('on a controller of two modules, whose keys could answer for each other', async () => {
    @Controller('cats')
    class Cats {
      @Get()
      @Coalesce({ key: () => 'all' })
      find(): void {}
    }
    class NorthernCats extends Cats {}
    class SouthernCats extends Cats {}
    const startIn = (...controllers: Type<unknown>[]): Promise<unknown> =>
      startApp(...controllers.map((one) => moduleOf({ controllers: [one] })));

    await expect(startIn(Cats, Cats)).rejects.toThrow(
      '@Coalesce() on Cats.find: several modules have this controller, and with a `key` of its own the two would answer for each other; give each module a subclass of another name',
    );
    await expect(startIn(NorthernCats, SouthernCats)).resolves.toBeDefined();
  });

  it('on a POST that has only the key of its controller', async () => {
    @Controller('rates')
    @Coalesce({ key: () => 'all' })
    class Rates {
      @Post()
      @Coalesce({ ttl: 1_000 })
      save(): void {}
    }
    await expect(start(Rates)).rejects.toThrow(
      '@Coalesce() on Rates.save: only GET and HEAD have a key that can be derived; give it a `key` of its own',
    );
  });

  it('on a mutation and on a subscription', async () => {
    @Resolver()
    class Users {
      @Mutation(() => String)
      @Coalesce({ key: () => 'key' })
      rename(): string {
        return '';
      }
    }
    @Resolver()
    class Events {
      @Subscription(() => String)
      @Coalesce({ key: () => 'key' })
      changed(): string {
        return '';
      }
    }
    await expect(start(Users)).rejects.toThrow('@Coalesce() on Users.rename: it changes things');
    await expect(start(Events)).rejects.toThrow('@Coalesce() on Events.changed:');
  });

  it('on a query, a message or an event of a socket without a key', async () => {
    @Resolver()
    class Users {
      @Query(() => String)
      @Coalesce()
      user(): string {
        return '';
      }
    }
    @Controller()
    class Rates {
      @MessagePattern('rate')
      @Coalesce()
      rate(): string {
        return '';
      }
    }
    @WebSocketGateway()
    class Prices {
      @SubscribeMessage('price')
      @Coalesce()
      price(): string {
        return '';
      }
    }
    for (const [type, name] of [
      [Users, 'Users.user'],
      [Rates, 'Rates.rate'],
      [Prices, 'Prices.price'],
    ] as const)
      await expect(start(type)).rejects.toThrow(
        `@Coalesce() on ${name}: outside HTTP no key can be derived; give \`key\``,
      );
  });

  it('on a field without a key, which must name the object that it is asked of', async () => {
    @Resolver('User')
    class Users {
      @ResolveField()
      @Coalesce()
      greeting(): string {
        return '';
      }
    }
    @Resolver('User')
    class References {
      @ResolveReference()
      @Coalesce()
      resolveReference(): string {
        return '';
      }
    }
    for (const [type, name] of [
      [Users, 'Users.greeting'],
      [References, 'References.resolveReference'],
    ] as const)
      await expect(start(type)).rejects.toThrow(
        `@Coalesce() on ${name}: no key can be derived for a field; give a \`key\` that names its object too, such as ({ parent, args }) => keyOf(parent.id, args)`,
      );
  });

  it('on a message without a partition, and on an event', async () => {
    @Controller()
    class Rates {
      @MessagePattern('rate')
      @Coalesce({ key: () => 'key' })
      rate(): string {
        return '';
      }
    }
    @Controller()
    class Changes {
      @EventPattern('changed')
      @Coalesce({ key: () => 'key', partition: 'public' })
      changed(_: unknown): void {}
    }
    await expect(start(Rates)).rejects.toThrow(
      '@Coalesce() on Rates.rate: a message does not tell who sent it; give `partition`',
    );
    await expect(start(Changes)).rejects.toThrow(
      '@Coalesce() on Changes.changed: it handles an event, and coalesced events would be lost',
    );
  });
});

describe('at start-up, @Cached() is refused', () => {
  it.each([
    [{ ttl: Number.NaN }, '`ttl` must be'],
    [{ key: 'rates' as never }, '`key` must be a function of the arguments'],
    [{ cache: 'rates' }, "there is no cache named 'rates'"],
    [{ tags: [1] as never }, '`tags` must be an array of strings'],
  ])('with an option that cannot be meant: %o', async (options, message) => {
    @Injectable()
    class Rates {
      @Cached(options)
      async load(): Promise<void> {}
    }
    await expect(start(Rates)).rejects.toThrow(`@Cached() on Rates.load: ${message}`);
  });

  it('on a method that would be refreshed after its provider is gone', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Rates {
      @Cached({ key: () => 'rates', staleWhileRevalidate: 1_000 })
      async load(): Promise<void> {}
    }
    await expect(start(Rates)).rejects.toThrow(
      '@Cached() on Rates.load: its provider lives for one request, so it cannot be refreshed after the answer',
    );
  });

  it('on two classes of one name, whose keys could answer for each other', async () => {
    const make = () => {
      @Injectable()
      class Rates {
        @Cached()
        async load(): Promise<void> {}
      }
      return Rates;
    };
    await expect(start(make(), make())).rejects.toThrow(
      '@Cached() on Rates.load: another class of that name has such a method',
    );
  });
});

describe('at start-up, two @Cached() methods that would answer for each other are refused', () => {
  it('where classes of one name inherit them', async () => {
    class Loader {
      @Cached()
      async load(): Promise<string> {
        return this.constructor.name;
      }
    }
    const make = () => {
      @Injectable()
      class Rates extends Loader {}
      return Rates;
    };
    await expect(start(make(), make())).rejects.toThrow(
      '@Cached() on Loader.load: another class of that name',
    );
  });

  it('where classes inherit one with a key of its own', async () => {
    class Loader {
      @Cached({ key: (id: string) => id })
      async load(id: string): Promise<string> {
        return `${this.constructor.name} ${id}`;
      }
    }
    @Injectable()
    class Users extends Loader {}
    @Injectable()
    class Orders extends Loader {}
    @Injectable()
    class Prices extends Loader {
      @Cached({ key: (id: string) => `price ${id}` })
      override async load(id: string): Promise<string> {
        return `price ${id}`;
      }
    }

    await expect(start(Users, Orders)).rejects.toThrow(
      '@Cached() on Loader.load: Users and Orders both have it, and with its `key` the two would answer for each other; leave `key` out, or override the method',
    );
    await expect(start(Users, Prices)).resolves.toBeDefined();
  });

  it('where two symbols of one description name them', async () => {
    const [one, other] = [Symbol('load'), Symbol('load')];
    @Injectable()
    class Rates {
      @Cached()
      async [one](): Promise<number> {
        return 1;
      }
      @Cached()
      async [other](): Promise<number> {
        return 2;
      }
    }
    await expect(start(Rates)).rejects.toThrow('another symbol of that name has such a method');
  });
});

const OUTDATING: readonly (readonly [InvalidateOptions, string])[] = [
  [{ tags: ['rates'], cache: 'rates' }, "there is no cache named 'rates'"],
  [{ keys: 'rates' as never }, '`keys` must be an array of strings or a function, got "rates"'],
  [{ tags: [1] as never }, '`tags` must be an array of strings or a function, got an object'],
  [{}, 'it names nothing that is to go; give `keys` or `tags`'],
];

describe('at start-up, @Invalidate() and @InvalidateCached() are refused', () => {
  it.each(OUTDATING)('with options that cannot be meant: %j', async (options, message) => {
    @Controller('rates')
    class Rates {
      @Post()
      @Invalidate(options)
      save(): void {}
    }
    @Injectable()
    class RateService {
      @InvalidateCached(options as never)
      async save(): Promise<void> {}
    }
    await expect(start(Rates)).rejects.toThrow(`@Invalidate() on Rates.save: ${message}`);
    await expect(start(RateService)).rejects.toThrow(
      `@InvalidateCached() on RateService.save: ${message}`,
    );
  });

  it('on what handles nothing', async () => {
    @Injectable()
    class RateService {
      @Invalidate({ tags: ['rates'] })
      async save(): Promise<void> {}
    }
    await expect(start(RateService)).rejects.toThrow(
      '@Invalidate() on RateService.save: it handles nothing; use @InvalidateCached()',
    );
  });

  it('on what sends events without an end', async () => {
    @Controller('prices')
    class Prices {
      @Sse()
      @Invalidate({ tags: ['prices'] })
      stream(): Observable<never> {
        return EMPTY;
      }
    }
    await expect(start(Prices)).rejects.toThrow(
      '@Invalidate() on Prices.stream: it sends events without an end, and @Invalidate() waits for the end; leave it out',
    );
  });
});

describe('at start-up, an app without SameflightModule', () => {
  it('hears what is missing', async () => {
    @Controller('rates')
    class Rates {
      @Get()
      @Coalesce()
      find(): void {}
    }
    const module = moduleOf({ controllers: [Rates], providers: [CoalescingInterceptor] });

    await expect(
      NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }),
    ).rejects.toThrow('needs SameflightModule; import SameflightModule.forRoot()');
  });
});
