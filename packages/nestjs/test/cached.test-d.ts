import { keyOf } from '@sameflight/core';
import { expectTypeOf, it } from 'vitest';
import { Cached, InvalidateCached } from '../src/index.js';

it('accepts methods that return a promise and suit the key, and refuses others', () => {
  class Rates {
    @Cached()
    async plain(id: string): Promise<string> {
      return id;
    }

    @Cached({ ttl: 5_000, key: (id) => keyOf('rate', id), tags: (id) => [String(id)] })
    async inferred(id: string): Promise<string> {
      return id;
    }

    @Cached({ key: (id: string) => id })
    async annotated(id: string, precision?: number): Promise<string> {
      return id + precision;
    }

    @Cached({ key: () => 'all' })
    private async hidden(): Promise<string> {
      return 'rate';
    }

    // @ts-expect-error: it is not asynchronous
    @Cached()
    synchronous(id: string): string {
      return id + this.hidden.name;
    }

    // @ts-expect-error: the key is made of a number, and the method takes a string
    @Cached({ key: (id: number) => String(id) })
    async mismatched(id: string): Promise<string> {
      return id;
    }

    // @ts-expect-error: the argument may be missing, which the key does not expect
    @Cached({ key: (id: string) => id })
    async optional(id?: string): Promise<string> {
      return String(id);
    }

    // @ts-expect-error: a key is a string
    @Cached({ key: (id: string) => id.length })
    async unkeyed(id: string): Promise<string> {
      return id;
    }

    @InvalidateCached({ keys: (id: string) => [keyOf('rate', id)], tags: ['rates'] })
    async set(id: string, rate: number): Promise<void> {
      await this.annotated(id, rate);
    }

    // @ts-expect-error: it is not asynchronous
    @InvalidateCached({ tags: ['rates'] })
    clear(): void {}
  }

  expectTypeOf<Rates['plain']>().toEqualTypeOf<(id: string) => Promise<string>>();
});
