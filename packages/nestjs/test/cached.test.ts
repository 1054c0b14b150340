import { Inject, Injectable, Scope } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CacheManager, keyOf } from '@sameflight/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { Cached, CoalescingEvents, currentFlight, InvalidateCached } from '../src/index.js';
import { provide } from './support/running-context.js';

function throwing(): never {
  throw new Error('no');
}

class Counted {
  calls = 0;
  @Cached()
  async load(): Promise<number> {
    return ++this.calls;
  }
}

describe('@Cached() on methods of providers', () => {
  it('N-09: runs the method once for all who call it with equal arguments', async () => {
    const upstream = deferred<number>();
    @Injectable()
    class Rates {
      readonly asked: unknown[] = [];
      @Cached({ ttl: 5_000 })
      load(pair: { from: string; to: string }): Promise<number> {
        this.asked.push(pair);
        return upstream.promise;
      }
    }
    const rates = (await provide([Rates])).get(Rates);

    const loads = Array.from({ length: 100 }, () => rates.load({ from: 'EUR', to: 'USD' }));
    const turned = rates.load({ to: 'USD', from: 'EUR' });
    const other = rates.load({ from: 'USD', to: 'EUR' });
    upstream.resolve(1.1);

    expect(await Promise.all([...loads, turned, other])).toEqual(Array(102).fill(1.1));
    expect(rates.asked).toHaveLength(2);
  });

  it('N-09: tells methods and classes apart, and a subclass from its parent', async () => {
    @Injectable()
    class Prices {
      readonly kind: string = 'price';
      @Cached()
      async load(id: string): Promise<string> {
        return `${this.kind} ${id}`;
      }
      @Cached()
      async loadAll(id: string): Promise<string> {
        return `all ${this.kind} ${id}`;
      }
    }
    @Injectable()
    class Offers extends Prices {
      override readonly kind = 'offer';
    }
    @Injectable()
    class SpecialOffers extends Prices {
      override readonly kind = 'special';
      @Cached()
      override async load(id: string): Promise<string> {
        return `very ${await super.load(id)}`;
      }
    }
    const app = await provide([Prices, Offers, SpecialOffers]);

    expect(await app.get(Prices).load('1')).toBe('price 1');
    expect(await app.get(Prices).loadAll('1')).toBe('all price 1');
    expect(await app.get(Offers).load('1')).toBe('offer 1');
    expect(await app.get(SpecialOffers).load('1')).toBe('very special 1');
  });

  it('N-09: tells the objects of one class apart, those made by factories too', async () => {
    @Injectable()
    class Region {
      calls = 0;
      readonly name: string;
      constructor(@Inject('name') name: string) {
        this.name = name;
      }
      @Cached()
      async load(): Promise<string> {
        this.calls++;
        return this.name;
      }
    }
    const app = await provide([
      { provide: 'name', useValue: 'north' },
      Region,
      { provide: 'EAST', useFactory: () => new Region('east') },
      { provide: 'WEST', useValue: new Region('west') },
    ]);
    const regions: Region[] = [app.get(Region), app.app.get('EAST'), app.app.get('WEST')];

    for (let count = 0; count < 2; count++)
      expect(await Promise.all(regions.map((region) => region.load()))).toEqual([
        'north',
        'east',
        'west',
      ]);

    expect(regions.map(({ calls }) => calls)).toEqual([1, 1, 1]);
  });

  it('N-09: keeps transient and request-scoped objects to themselves, unless the method has a key', async () => {
    const calls = { own: 0, shared: 0 };
    @Injectable({ scope: Scope.TRANSIENT })
    class Worker {
      @Cached()
      async own(): Promise<number> {
        return ++calls.own;
      }
      @Cached({ key: () => 'shared' })
      async shared(): Promise<number> {
        return ++calls.shared;
      }
    }
    const app = await provide([Worker]);
    const workers = [await app.app.resolve(Worker), await app.app.resolve(Worker)];

    for (const worker of workers) {
      await worker.own();
      await worker.own();
      await worker.shared();
    }

    expect(calls).toEqual({ own: 2, shared: 1 });
  });

  it('N-09: serves methods with symbols for names, private ones, and those that use `this`', async () => {
    const name = Symbol('name');
    @Injectable()
    class Rates {
      #calls = 0;
      @Cached()
      async [name](): Promise<number> {
        return ++this.#calls;
      }
      @Cached()
      private async hidden(): Promise<number> {
        return ++this.#calls;
      }
      async both(): Promise<number[]> {
        return [await this[name](), await this[name](), await this.hidden(), await this.hidden()];
      }
    }
    const rates = (await provide([Rates])).get(Rates);

    expect(await rates.both()).toEqual([1, 1, 2, 2]);
  });

  it('uses a key of the method’s own as it is', async () => {
    @Injectable()
    class Rates {
      @Cached({ ttl: 5_000, key: (id) => keyOf('rate', id), tags: (id) => [`rate:${id}`] })
      async load(id: string): Promise<string> {
        return `rate ${id}`;
      }
    }
    const app = await provide([Rates]);
    const cache = app.get(CacheManager);

    await app.get(Rates).load('EUR');

    expect(cache.peek(keyOf('rate', 'EUR'))).toBe('rate EUR');
    await cache.deleteByTag('rate:EUR');
    expect(cache.peek(keyOf('rate', 'EUR'))).toBeUndefined();
  });

  it('invalidates what a method makes outdated once it has succeeded, and not when it fails', async () => {
    @Injectable()
    class Rates {
      rate = 1;
      @Cached({ key: (id: string) => keyOf('rate', id) })
      async load(id: string): Promise<string> {
        return `${id} ${this.rate}`;
      }
      @InvalidateCached({ keys: (id: string) => [keyOf('rate', id)] })
      async set(_: string, rate: number): Promise<void> {
        if (rate < 0) throw new RangeError('negative');
        this.rate = rate;
      }
    }
    const rates = (await provide([Rates])).get(Rates);
    await rates.load('EUR');
    await rates.load('USD');

    rates.rate = 5;
    await expect(rates.set('EUR', -1)).rejects.toThrow('negative');
    expect(await rates.load('EUR')).toBe('EUR 1');
    await rates.set('EUR', 2);

    expect(await rates.load('EUR')).toBe('EUR 2');
    expect(await rates.load('USD')).toBe('USD 1');
  });

  it('does not store what was being fetched while a method made it outdated', async () => {
    const upstream = deferred<number>();
    @Injectable()
    class Rates {
      @Cached({ tags: ['rates'] })
      load(): Promise<number> {
        return upstream.promise;
      }
      @InvalidateCached({ tags: ['rates'] })
      async set(): Promise<void> {}
    }
    const app = await provide([Rates]);
    const rates = app.get(Rates);

    const before = rates.load();
    await rates.set();
    upstream.resolve(1);

    expect(await before).toBe(1);
    expect(app.get(CacheManager).size).toBe(0);
  });

  it.each<readonly [string, unknown, (() => string) | undefined]>([
    ['arguments that no key can be made of', Symbol('s'), undefined],
    ['a key function that throws', '1', throwing],
    ['a key function that gives no string', '1', () => 42 as never],
  ])('runs the method uncached for %s, and tells why', async (_, argument, key) => {
    let calls = 0;
    @Injectable()
    class Rates {
      @Cached(key === undefined ? {} : { key })
      async load(_: unknown): Promise<number> {
        return ++calls;
      }
    }
    const app = await provide([Rates]);

    expect(await app.get(Rates).load(argument)).toBe(1);
    expect(await app.get(Rates).load(argument)).toBe(2);
    expect(app.passedThrough).toMatchObject([
      { handler: 'Rates.load', kind: 'method', reason: 'key-failed' },
      { handler: 'Rates.load', kind: 'method', reason: 'key-failed' },
    ]);
  });

  it('tells what is wrong with a function that is asynchronous, and runs the method all the same', async () => {
    const failing = (async () => {
      throw new Error('no');
    }) as never;
    @Injectable()
    class Rates {
      @Cached({ key: failing })
      async load(): Promise<number> {
        return 1;
      }
      @Cached({ tags: failing })
      async loadAll(): Promise<number> {
        return 2;
      }
      @InvalidateCached({ keys: failing })
      async save(): Promise<number> {
        return 3;
      }
    }
    const app = await provide([Rates]);
    const failures: unknown[] = [];
    app.get(CoalescingEvents).on('invalidation-failure', (event) => failures.push(event));
    const rates = app.get(Rates);

    expect([await rates.load(), await rates.loadAll(), await rates.save()]).toEqual([1, 2, 3]);

    expect([...app.passedThrough, ...failures]).toMatchObject([
      { reason: 'key-failed', error: new TypeError('`key` must not be asynchronous') },
      { reason: 'tags-failed', error: new TypeError('`tags` must not be asynchronous') },
      { handler: 'Rates.save', error: new TypeError('`keys` must not be asynchronous') },
    ]);
  });

  it('rejects the first call of a method that is not asynchronous', async () => {
    @Injectable()
    class Rates {
      @Cached()
      load(): Promise<number> {
        return 1 as never;
      }
    }
    const rates = (await provide([Rates])).get(Rates);

    await expect(rates.load()).rejects.toThrow(
      '@Cached() on Rates.load: it must return a promise, got number; make it async',
    );
  });

  it('gives every caller the same error, and caches none', async () => {
    const error = new Error('down');
    let calls = 0;
    @Injectable()
    class Rates {
      @Cached()
      async load(): Promise<number> {
        calls++;
        throw error;
      }
    }
    const rates = (await provide([Rates])).get(Rates);

    const failures = await Promise.all([1, 2].map(() => rates.load().catch((reason) => reason)));

    expect(failures).toEqual([error, error]);
    expect(failures[0]).toBe(error);
    expect(calls).toBe(1);
    await expect(rates.load()).rejects.toBe(error);
    expect(calls).toBe(2);
  });

  it('P15: tells the method of its flight', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Injectable()
    class Rates {
      @Cached({ ttl: 60_000 })
      async load(): Promise<number> {
        currentFlight()?.store({ ttl: 1_000 });
        return ++calls;
      }
    }
    const rates = (await provide([Rates], { clock })).get(Rates);

    await rates.load();
    clock.advance(1_000);

    expect(await rates.load()).toBe(2);
  });

  it('refreshes nothing on an object whose request is over, whatever the options of the cache', async () => {
    const clock = new FakeClock();
    let calls = 0;
    @Injectable({ scope: Scope.REQUEST })
    class Rates {
      @Cached({ key: () => 'rates' })
      async load(): Promise<number> {
        return ++calls;
      }
    }
    const app = await provide([Rates], { clock, ttl: 1_000, staleWhileRevalidate: 60_000 });
    const load = async (): Promise<number> => (await app.app.resolve(Rates)).load();

    expect(await load()).toBe(1);
    clock.advance(1_000);

    expect(await load()).toBe(2);
  });

  it('just runs the methods of an object that was made by hand', async () => {
    class Rates {
      calls = 0;
      @Cached()
      async load(): Promise<number> {
        return ++this.calls;
      }
    }
    const rates = new Rates();

    expect([await rates.load(), await rates.load()]).toEqual([1, 2]);
  });

  it('runs a method that was taken off its object', async () => {
    @Injectable()
    class Rates {
      @Cached()
      async load(id: string): Promise<string> {
        return id;
      }
    }
    const { load } = (await provide([Rates])).get(Rates);

    expect(await load('EUR')).toBe('EUR');
  });

  it('serves an object that two apps are given, after the first has closed', async () => {
    const shared = { provide: Counted, useValue: new Counted() };
    const first = await provide([shared]);
    expect(await first.get(Counted).load()).toBe(1);
    await first.app.close();

    const second = await provide([shared]);

    expect(await second.get(Counted).load()).toBe(2);
    expect(await second.get(Counted).load()).toBe(2);
  });

  it('serves an object that two apps are given, after the second has closed', async () => {
    const shared = { provide: Counted, useValue: new Counted() };
    const first = await provide([shared]);
    const second = await provide([shared]);
    expect(await first.get(Counted).load()).toBe(1);

    await second.app.close();

    expect(await first.get(Counted).load()).toBe(2);
    expect(await first.get(Counted).load()).toBe(2);
  });

  it('serves an object that is frozen', async () => {
    const calls: string[] = [];
    class Rates {
      @Cached()
      async load(id: string): Promise<number> {
        return calls.push(id);
      }
    }
    const app = await provide([{ provide: Rates, useValue: Object.freeze(new Rates()) }]);

    expect(await app.get(Rates).load('EUR')).toBe(1);
    expect(await app.get(Rates).load('EUR')).toBe(1);
  });

  it('leaves no trace on the objects that it serves', async () => {
    @Injectable()
    class Rates {
      readonly name = 'rates';
      @Cached()
      async load(): Promise<number> {
        return 1;
      }
    }
    const rates = (await provide([Rates])).get(Rates);

    expect(Reflect.ownKeys({ ...rates })).toEqual(['name']);
    expect(rates.load.name).toBe('load');
  });

  it('takes its place beside what a class injects itself', async () => {
    @Injectable()
    class Rates {
      @Inject(CacheManager) readonly cache!: CacheManager;
      readonly moduleRef: ModuleRef;
      constructor(moduleRef: ModuleRef) {
        this.moduleRef = moduleRef;
      }
      @Cached()
      async load(): Promise<boolean> {
        return this.cache instanceof CacheManager && this.moduleRef instanceof ModuleRef;
      }
    }

    expect(await (await provide([Rates])).get(Rates).load()).toBe(true);
  });

  it('refuses what is not a method of the class’s objects', () => {
    const decorate = Cached();
    class Rates {
      readonly name = 'rates';
      static async load(): Promise<number> {
        return 1;
      }
    }
    const descriptor = { value: Rates.load };

    expect(() => decorate(Rates, 'load', descriptor)).toThrow(
      '@Cached() on Rates.load: it must be a method of the class',
    );
  });
});
