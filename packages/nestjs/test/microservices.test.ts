import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  type ClientTCP,
  Ctx,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import { CacheManager, keyOf } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { lastValueFrom, type Observable, of, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  Coalesce,
  CoalescingEvents,
  CoalescingInterceptor,
  type PassThroughReason,
  SameflightModule,
} from '../src/index.js';
import { freePort } from './support/free-port.js';
import { moduleOf } from './support/running-app.js';

interface Service {
  readonly cache: CacheManager;
  readonly reasons: PassThroughReason[];
  send(pattern: string, data: unknown): Observable<unknown>;
  emit(pattern: string, data: unknown): Observable<unknown>;
}

/** A microservice over TCP, and a client of it. */
async function serve(controller: new () => object, isForAll = false): Promise<Service> {
  const options = { host: '127.0.0.1', port: await freePort() };
  const module = moduleOf({ imports: [SameflightModule.forRoot()], controllers: [controller] });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    transport: Transport.TCP,
    options,
    logger: false,
    abortOnError: false,
  });
  if (isForAll) app.useGlobalInterceptors(app.get(CoalescingInterceptor));
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options }) as ClientTCP;
  onTestFinished(async () => {
    await client.close();
    await app.close();
  });
  await app.listen();
  const reasons: PassThroughReason[] = [];
  app.get(CoalescingEvents).on('pass-through', ({ reason }) => reasons.push(reason));
  return {
    cache: app.get(CacheManager),
    reasons,
    send: (pattern, data) => client.send(pattern, data as object),
    emit: (pattern, data) => client.emit(pattern, data as object),
  };
}

describe('microservices', () => {
  it('N-04: coalesces messages by the key that the handler gives', async () => {
    const upstream = deferred<number>();
    let calls = 0;
    @Controller()
    class Rates {
      @MessagePattern('rate')
      @Coalesce({ key: ({ data }) => keyOf(data), partition: 'public' })
      async rate(@Payload() data: { id: string }): Promise<unknown> {
        calls++;
        return { ...data, rate: await upstream.promise };
      }
    }
    const service = await serve(Rates);
    const aboard = new Promise<void>((resolve) => {
      service.cache.on('join', ({ waiters }) => (waiters === 20 ? resolve() : undefined));
    });

    const answers = Array.from({ length: 20 }, () =>
      lastValueFrom(service.send('rate', { id: 'EUR' })),
    );
    const other = lastValueFrom(service.send('rate', { id: 'USD' }));
    await aboard;
    upstream.resolve(1.1);

    expect(await Promise.all(answers)).toEqual(Array(20).fill({ id: 'EUR', rate: 1.1 }));
    expect(await other).toEqual({ id: 'USD', rate: 1.1 });
    expect(calls).toBe(2);
  });

  it('keeps callers apart by the partition function', async () => {
    let calls = 0;
    @Controller()
    class Rates {
      @MessagePattern('rate')
      @Coalesce({ key: () => 'rate', partition: ({ data }) => (data as { tenant: string }).tenant })
      rate(): number {
        return ++calls;
      }
    }
    const service = await serve(Rates);
    const ask = (tenant: string) => lastValueFrom(service.send('rate', { tenant }));

    expect([await ask('north'), await ask('south'), await ask('north')]).toEqual([1, 2, 1]);
  });

  it('gives every caller the exception', async () => {
    @Controller()
    class Rates {
      @MessagePattern('rate')
      @Coalesce({ key: () => 'rate', partition: 'public' })
      rate(): never {
        throw new RpcException('no such rate');
      }
    }
    const service = await serve(Rates);

    await expect(lastValueFrom(service.send('rate', {}))).rejects.toEqual({
      status: 'error',
      message: 'no such rate',
    });
  });

  it('N-04: passes through what has no key, events, and answers of many values', async () => {
    const heard: unknown[] = [];
    const arrived = deferred<void>();
    @Controller()
    class Rates {
      @MessagePattern('plain')
      plain(@Payload() data: unknown): unknown {
        return data;
      }
      @MessagePattern('many')
      @Coalesce({ key: () => 'many', partition: 'public' })
      many(): Observable<number> {
        return of(1, 2, 3);
      }
      @EventPattern('event')
      event(@Payload() data: unknown, @Ctx() _: unknown): void {
        if (heard.push(data) === 2) arrived.resolve();
      }
    }
    const service = await serve(Rates, true);
    const many = () => lastValueFrom(service.send('many', {}).pipe(toArray()));

    expect(await lastValueFrom(service.send('plain', 1))).toBe(1);
    expect(await lastValueFrom(service.send('plain', 2))).toBe(2);
    expect([await many(), await many()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    await lastValueFrom(service.emit('event', 'same'), { defaultValue: undefined });
    await lastValueFrom(service.emit('event', 'same'), { defaultValue: undefined });
    await arrived.promise;

    expect(heard).toEqual(['same', 'same']);
    expect(service.reasons).toEqual([
      'no-key',
      'no-key',
      'many-values',
      'many-values',
      'event',
      'event',
    ]);
  });
});
