import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import {
  Args,
  Context,
  Field,
  GraphQLModule,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { keyOf } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { HandlerCall } from '../src/handler-call.js';
import {
  Coalesce,
  CoalescingInterceptor,
  type IncomingRequest,
  Invalidate,
  SameflightModule,
} from '../src/index.js';
import { type RunningApp, run } from './support/running-app.js';

@ObjectType()
class User {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly name!: string;
}

describe('GraphQL', () => {
  function serve(resolver: new () => object): Promise<RunningApp> {
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      fieldResolverEnhancers: ['interceptors'],
      context: ({ req, res }: Record<string, unknown>) => ({ req, res }),
    });
    return run(
      { imports: [SameflightModule.forRoot(), graphql], providers: [resolver] },
      new ExpressAdapter(),
    );
  }

  async function ask(
    app: RunningApp,
    query: string,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const { data } = (await app.json('/graphql', {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', ...headers },
    })) as { data: unknown };
    return data;
  }

  it('N-04: coalesces a query by the key that the resolver gives', async () => {
    const upstream = deferred<string>();
    let calls = 0;
    @Resolver(() => User)
    class Users {
      @Query(() => User)
      @Coalesce({ key: ({ args }) => keyOf('user', args.id) })
      async user(@Args('id') id: string): Promise<User> {
        calls++;
        return { id, name: await upstream.promise };
      }
    }
    const app = await serve(Users);

    const answers = [
      ...Array.from({ length: 20 }, () => ask(app, '{ user(id: "1") { id name } }')),
      ask(app, '{ user(id: "1") { name } }'),
    ];
    await app.aboard(21);
    const other = ask(app, '{ user(id: "2") { id } }');
    upstream.resolve('Ada');

    const found = await Promise.all(answers);
    expect(found.slice(0, 20)).toEqual(Array(20).fill({ user: { id: '1', name: 'Ada' } }));
    expect(found[20]).toEqual({ user: { name: 'Ada' } });
    expect(await other).toEqual({ user: { id: '2' } });
    expect(calls).toBe(2);
  });

  it('N-01: keeps callers apart by the credentials of the request that carries the operation', async () => {
    @Resolver()
    class Me {
      @Query(() => String)
      @Coalesce({ key: () => 'me' })
      me(@Context() { req }: { req: IncomingRequest }): string {
        return String(req.headers.authorization);
      }
    }
    const app = await serve(Me);

    for (const authorization of ['alice', 'bob', 'alice'])
      expect(await ask(app, '{ me }', { authorization })).toEqual({ me: authorization });
    expect(app.cache.stats().hits).toBe(1);
  });

  it('coalesces hundreds of fields of one operation, and leaves no listener behind', async () => {
    const warnings: unknown[] = [];
    const listen = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', listen);
    let calls = 0;
    @Resolver(() => User)
    class Users {
      @Query(() => [User])
      users(): { id: string }[] {
        return Array.from({ length: 300 }, (_, id) => ({ id: String(id) }));
      }
      @ResolveField(() => String)
      @Coalesce({ key: ({ context }) => keyOf('name', context.getArgByIndex(0).id % 3) })
      async name(@Parent() { id }: User): Promise<string> {
        calls++;
        return `name ${Number(id) % 3}`;
      }
    }
    const app = await serve(Users);

    const { users } = (await ask(app, '{ users { name } }')) as { users: { name: string }[] };

    expect(users).toHaveLength(300);
    expect(users[299]).toEqual({ name: 'name 2' });
    expect(calls).toBe(3);
    expect(warnings).toEqual([]);
    process.off('warning', listen);
  });

  it('invalidates by a mutation', async () => {
    let name = 'Ada';
    @Resolver(() => User)
    class Users {
      @Query(() => String)
      @Coalesce({ key: () => 'name' })
      name(): string {
        return name;
      }
      @Mutation(() => String)
      @Invalidate({ keys: ['name'] })
      rename(@Args('to') to: string): string {
        name = to;
        return to;
      }
    }
    const app = await serve(Users);

    await ask(app, '{ name }');
    await ask(app, 'mutation { rename(to: "Grace") }');

    expect(await ask(app, '{ name }')).toEqual({ name: 'Grace' });
  });

  it('runs mutations for each caller under a resolver, whose key is meant for what reads', async () => {
    const calls = { find: 0, save: 0 };
    @Resolver()
    @Coalesce({ key: ({ context }) => String(context.getHandler().name) })
    class Users {
      @Query(() => String)
      find(): string {
        return String(++calls.find);
      }
      @Mutation(() => String)
      save(): string {
        return String(++calls.save);
      }
    }
    const app = await serve(Users);

    for (let round = 0; round < 2; round++) {
      await ask(app, '{ find }');
      await ask(app, 'mutation { save }');
    }

    expect(calls).toEqual({ find: 1, save: 2 });
    expect(app.reasons).toEqual(['method', 'method']);
  });

  it('N-04: passes through what has no key of its own, where the interceptor is bound to the app', async () => {
    let calls = 0;
    @Resolver()
    class Users {
      @Query(() => Number)
      count(): number {
        return ++calls;
      }
    }
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
    });
    const app = await run(
      {
        imports: [SameflightModule.forRoot(), graphql],
        providers: [Users, { provide: APP_INTERCEPTOR, useClass: CoalescingInterceptor }],
      },
      new ExpressAdapter(),
    );

    await ask(app, '{ count }');

    expect(await ask(app, '{ count }')).toEqual({ count: 2 });
    expect(app.passedThrough).toMatchObject([
      { handler: 'Users.count', kind: 'graphql', reason: 'no-key' },
      { handler: 'Users.count', kind: 'graphql', reason: 'no-key' },
    ]);
  });

  it('tells the objects of a field apart by what its key says of them', async () => {
    const calls: string[] = [];
    @Resolver(() => User)
    class Users {
      @Query(() => [User])
      users(): Pick<User, 'id'>[] {
        return [{ id: '1' }, { id: '2' }, { id: '1' }];
      }
      @ResolveField(() => String)
      @Coalesce({ key: ({ parent, args }) => keyOf(parent.id, args) })
      name(@Parent() { id }: User, @Args('suffix') suffix: string): string {
        calls.push(`${id}${suffix}`);
        return `user ${id}${suffix}`;
      }
    }
    const app = await serve(Users);

    const answer = await ask(app, '{ users { name(suffix: "!") other: name(suffix: "?") } }');

    expect(answer).toEqual({
      users: [
        { name: 'user 1!', other: 'user 1?' },
        { name: 'user 2!', other: 'user 2?' },
        { name: 'user 1!', other: 'user 1?' },
      ],
    });
    expect(calls.sort()).toEqual(['1!', '1?', '2!', '2?']);
  });

  it('finds the reference and the request of a call that resolves a reference', () => {
    const request = { headers: { authorization: 'ada' } };
    const context = new ExecutionContextHost([{ id: '1' }, { req: request }, {}]);
    context.setType('graphql');

    const call = new HandlerCall(context);

    expect(call.parent).toEqual({ id: '1' });
    expect(call.args).toEqual({});
    expect(call.request).toBe(request);
  });
});
