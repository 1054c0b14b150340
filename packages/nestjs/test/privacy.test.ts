import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Header,
  Headers,
  Injectable,
  Req,
  Res,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import {
  Coalesce,
  type CoalesceOptions,
  type IncomingRequest,
  type Partition,
  type PassThroughReason,
} from '../src/index.js';
import { platforms } from './support/platforms.js';
import { type RunningApp, serve } from './support/running-app.js';

/** What tells who asks, in two forms that two callers might have. */
const IDENTITIES: readonly (readonly [header: string, alice: string, bob: string])[] = [
  ['authorization', 'Bearer alice', 'Bearer bob'],
  ['authorization', 'Basic YWxpY2U6', 'Basic Ym9iOg=='],
  ['proxy-authorization', 'Basic YWxpY2U6', 'Basic Ym9iOg=='],
  ['cookie', 'session=alice', 'session=bob'],
  ['cookie', 'theme=dark; session=alice', 'theme=dark; session=bob'],
  ['x-api-key', 'alice', 'bob'],
  ['api-key', 'alice', 'bob'],
  ['x-auth-token', 'alice', 'bob'],
  ['x-access-token', 'alice', 'bob'],
  ['x-session-id', 'alice', 'bob'],
  ['x-user-id', '1', '2'],
  ['x-forwarded-user', 'alice', 'bob'],
  ['x-tenant-id', 'north', 'south'],
  ['x-org-role', 'admin', 'guest'],
];

interface Sent {
  header(name: string, value: string): unknown;
}

function decorate(controller: Type<object>, decorator: MethodDecorator): void {
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, 'find');
  decorator(controller.prototype, 'find', descriptor ?? {});
}

function throwing(): never {
  throw new Error('no');
}

/** Answers with everything that the request says of who asks. */
function echo(calls: { count: number }, options: { partition?: Partition } = {}) {
  @Controller('me')
  class Me {
    @Get()
    @Coalesce({ ttl: 60_000, ...options })
    find(@Req() request: IncomingRequest): unknown {
      calls.count++;
      return { headers: request.headers };
    }
  }
  return Me;
}

async function whoAmI(app: RunningApp, header: string, value?: string): Promise<unknown> {
  const headers = value === undefined ? {} : { [header]: value };
  const { headers: seen } = (await app.json('/me', { headers })) as {
    headers: Record<string, string>;
  };
  return seen[header];
}

describe.each(platforms)('who shares with whom on $platform', ({ adapter }) => {
  describe.each(IDENTITIES)('by %s', (header, alice, bob) => {
    it(`N-01: never gives one caller's answer to the other, one after the other (${alice})`, async () => {
      const calls = { count: 0 };
      const app = await serve(echo(calls), adapter());

      expect(await whoAmI(app, header, alice)).toBe(alice);
      expect(await whoAmI(app, header, bob)).toBe(bob);
      expect(await whoAmI(app, header, alice)).toBe(alice);
      expect(await whoAmI(app, header)).toBeUndefined();
      expect(calls.count).toBe(3);
    });

    it(`N-01: never gives one caller's answer to the other, at the same time (${alice})`, async () => {
      const upstream = deferred<void>();
      let calls = 0;
      @Controller('me')
      class Me {
        @Get()
        @Coalesce()
        async find(@Req() { headers }: IncomingRequest): Promise<unknown> {
          calls++;
          if (calls === 3) upstream.resolve();
          await upstream.promise;
          return { headers };
        }
      }
      const app = await serve(Me, adapter());

      const answers = [alice, bob, undefined].map((value) => whoAmI(app, header, value));

      expect(await Promise.all(answers)).toEqual([alice, bob, undefined]);
    });
  });

  it('N-01: keeps no credential in a key, a tag or an event', async () => {
    const app = await serve(echo({ count: 0 }), adapter());
    const shown: string[] = [];
    app.cache.on('fetch', (event) => shown.push(JSON.stringify(event)));

    await app.fetch('/me', { headers: { authorization: 'Bearer s3cret', cookie: 'id=s3cret' } });

    expect([...app.cache.keys(), ...shown].join()).not.toContain('s3cret');
    expect([...app.cache.keys()]).toHaveLength(1);
  });

  it('shares everything with everybody where the handler says `public`', async () => {
    const calls = { count: 0 };
    const app = await serve(echo(calls, { partition: 'public' }), adapter());

    await whoAmI(app, 'authorization', 'Bearer alice');

    expect(await whoAmI(app, 'authorization', 'Bearer bob')).toBe('Bearer alice');
    expect(calls.count).toBe(1);
  });

  it('shares among those whom the partition function calls the same', async () => {
    const calls = { count: 0 };
    const partition: Partition = ({ headers }) => String(headers['x-team']);
    const app = await serve(echo(calls, { partition }), adapter());

    await app.fetch('/me', { headers: { 'x-team': 'red', authorization: 'Bearer alice' } });
    await app.fetch('/me', { headers: { 'x-team': 'red', authorization: 'Bearer bob' } });
    await app.fetch('/me', { headers: { 'x-team': 'blue', authorization: 'Bearer bob' } });

    expect(calls.count).toBe(2);
    expect([...app.cache.keys()].join()).not.toContain('red');
  });

  it.each<readonly [string, PassThroughReason, Partition]>([
    ['throws', 'partition-failed', throwing],
    ['gives `undefined`', 'unidentified', () => undefined],
    ['gives no string', 'partition-failed', () => 42 as never],
  ])('passes a call through whose partition function %s', async (_, reason, partition) => {
    const calls = { count: 0 };
    const app = await serve(echo(calls, { partition }), adapter());

    await app.fetch('/me');
    const { headers } = await app.fetch('/me');

    expect(calls.count).toBe(2);
    expect(app.reasons).toEqual([reason, reason]);
    expect(headers.get('cache-status')).toBe(`sameflight; fwd=bypass; detail=${reason}`);
  });

  describe('with a guard that sets request.user', () => {
    @Injectable()
    class UserGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const request = context.switchToHttp().getRequest();
        const name = request.headers['x-who'];
        if (name === 'mallory') throw new ForbiddenException();
        if (name !== undefined)
          request.user = { id: name, role: name === 'alice' ? 'admin' : 'guest' };
        return true;
      }
    }

    function guarded(calls: { count: number }, options: { partition?: Partition } = {}) {
      @Controller('me')
      @UseGuards(UserGuard)
      class Me {
        @Get()
        @Coalesce({ ttl: 60_000, ...options })
        find(@Req() { user }: IncomingRequest): unknown {
          calls.count++;
          return { user };
        }
      }
      return Me;
    }

    it('N-01: passes a user through who has no credentials that we know', async () => {
      const calls = { count: 0 };
      const app = await serve(guarded(calls), adapter());

      for (const who of ['alice', 'bob', 'alice']) {
        const answer = await app.json('/me', { headers: { 'x-who': who } });
        expect(answer).toMatchObject({ user: { id: who } });
      }

      expect(calls.count).toBe(3);
      expect(app.reasons).toEqual(['unidentified', 'unidentified', 'unidentified']);
    });

    it('takes `false`, as Passport says it, for nobody', async () => {
      class Optional implements CanActivate {
        canActivate(context: ExecutionContext): boolean {
          context.switchToHttp().getRequest().user = false;
          return true;
        }
      }
      let calls = 0;
      @Controller('greetings')
      @UseGuards(Optional)
      class Greetings {
        @Get()
        @Coalesce()
        find(): number {
          return ++calls;
        }
      }
      const app = await serve(Greetings, adapter());

      expect(await app.json('/greetings')).toBe(1);
      expect(await app.json('/greetings')).toBe(1);
    });

    it('N-01: keeps two users apart who come with equal cookies', async () => {
      const app = await serve(guarded({ count: 0 }), adapter());

      for (const who of ['alice', 'bob', 'alice']) {
        const answer = await app.json('/me', { headers: { 'x-who': who, cookie: 'theme=dark' } });
        expect(answer).toMatchObject({ user: { id: who } });
      }
    });

    it('N-01: keeps two users apart who come with equal cookies and have nothing called an id', async () => {
      class AccountGuard implements CanActivate {
        canActivate(context: ExecutionContext): boolean {
          const request = context.switchToHttp().getRequest();
          request.user = { account: { name: request.headers['x-who'] } };
          return true;
        }
      }
      @Controller('me')
      @UseGuards(AccountGuard)
      class Me {
        @Get()
        @Coalesce()
        find(@Req() { user }: IncomingRequest): unknown {
          return { user };
        }
      }
      const app = await serve(Me, adapter());

      for (const who of ['alice', 'bob', 'alice']) {
        const answer = await app.json('/me', { headers: { 'x-who': who, cookie: 'theme=dark' } });
        expect(answer).toEqual({ user: { account: { name: who } } });
      }
      expect(app.cache.stats().hits).toBe(1);
    });

    it('N-01: shares by the identity that a partition function makes of the user', async () => {
      const calls = { count: 0 };
      const partition: Partition = ({ user }) => (user as { role: string }).role;
      const app = await serve(guarded(calls, { partition }), adapter());

      for (const who of ['bob', 'carol', 'alice'])
        await app.fetch('/me', { headers: { 'x-who': who } });

      expect(calls.count).toBe(2);
    });

    it('N-03: runs guards for every caller, on a hit too, and lets no denied one start or join a flight', async () => {
      const calls = { count: 0 };
      const app = await serve(guarded(calls, { partition: 'public' }), adapter());

      const denied = await app.fetch('/me', { headers: { 'x-who': 'mallory' } });
      expect(denied.status).toBe(403);
      expect(calls.count).toBe(0);
      await app.fetch('/me', { headers: { 'x-who': 'alice' } });
      const deniedOnHit = await app.fetch('/me', { headers: { 'x-who': 'mallory' } });

      expect(deniedOnHit.status).toBe(403);
      expect(calls.count).toBe(1);
      expect(app.cache.stats().hits).toBe(0);
    });
  });

  it('keeps callers apart who say different things in a header that the handler takes', async () => {
    @Controller('greetings')
    class Greetings {
      @Get()
      @Coalesce({ vary: [] })
      find(@Headers('X-Mood') mood: string): string {
        return mood;
      }
    }
    const app = await serve(Greetings, adapter());

    const moods = ['gay', 'sad', 'gay'].map(async (mood) => {
      const response = await app.fetch('/greetings', { headers: { 'x-mood': mood } });
      return response.text();
    });

    expect(await Promise.all(moods)).toEqual(['gay', 'sad', 'gay']);
  });

  it.each<readonly [string, CoalesceOptions, Record<string, string>, 'by hand' | 'by @Header()']>([
    ['without credentials', {}, {}, 'by hand'],
    ['without credentials', {}, {}, 'by @Header()'],
    ['of a public answer', { partition: 'public' }, { authorization: 'ada' }, 'by hand'],
  ])(
    'gives no private answer to other callers %s (%o %o, said %s)',
    async (_, options, headers, how) => {
      let calls = 0;
      @Controller('greetings')
      class Greetings {
        @Get()
        @Coalesce(options)
        find(@Res({ passthrough: true }) response: Sent): number {
          if (how === 'by hand') response.header('Cache-Control', 'private, max-age=60');
          return ++calls;
        }
      }
      if (how !== 'by hand') decorate(Greetings, Header('Cache-Control', 'private'));
      const app = await serve(Greetings, adapter());

      expect(await app.json('/greetings', { headers })).toBe(1);
      expect(await app.json('/greetings', { headers })).toBe(2);
      expect(app.reasons).toEqual(['private', 'private']);
    },
  );

  it('gives a private answer to the one caller again whose credentials it is for', async () => {
    let calls = 0;
    @Controller('greetings')
    class Greetings {
      @Get()
      @Coalesce()
      find(@Res({ passthrough: true }) response: Sent): number {
        response.header('Cache-Control', 'private');
        return ++calls;
      }
    }
    const app = await serve(Greetings, adapter());

    for (const [authorization, answer] of [
      ['ada', 1],
      ['ada', 1],
      ['bob', 2],
    ] as const) {
      const response = await app.fetch('/greetings', { headers: { authorization } });
      expect(response.headers.get('cache-control')).toBe('private');
      expect(await response.json()).toBe(answer);
    }
  });
});
