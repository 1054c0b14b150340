import { once } from 'node:events';
import { UseInterceptors } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { keyOf } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Coalesce, CoalescingInterceptor, FlightSignal, SameflightModule } from '../src/index.js';
import { type RunningApp, run } from './support/running-app.js';
import { until } from './support/until.js';

describe('WebSockets', () => {
  function serve(gateway: new () => object): Promise<RunningApp> {
    return run(
      { imports: [SameflightModule.forRoot()], providers: [gateway] },
      new ExpressAdapter(),
      (app) => {
        app.useWebSocketAdapter(new WsAdapter(app));
      },
    );
  }

  async function connect({ url }: RunningApp): Promise<WebSocket> {
    const socket = new WebSocket(url.replace('http', 'ws'));
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  }

  async function ask(socket: WebSocket, event: string, data: unknown): Promise<unknown> {
    const answered = once(socket, 'message');
    socket.send(JSON.stringify({ event, data }));
    const [message] = await answered;
    return JSON.parse(String(message));
  }

  it('N-04: coalesces messages by the key that the gateway gives', async () => {
    const upstream = deferred<number>();
    let calls = 0;
    @WebSocketGateway()
    class Rates {
      @SubscribeMessage('rate')
      @Coalesce({ key: ({ data }) => keyOf(data), partition: 'public' })
      async rate(@MessageBody() id: string): Promise<unknown> {
        calls++;
        return { event: 'rate', data: { id, rate: await upstream.promise } };
      }
    }
    const app = await serve(Rates);
    const sockets = await Promise.all([connect(app), connect(app), connect(app)]);

    const answers = sockets.map((socket) => ask(socket, 'rate', 'EUR'));
    await app.aboard(3);
    upstream.resolve(1.1);

    expect(await Promise.all(answers)).toEqual(
      Array(3).fill({ event: 'rate', data: { id: 'EUR', rate: 1.1 } }),
    );
    expect(calls).toBe(1);
  });

  it('N-11: aborts the handler’s signal when the last client has gone', async () => {
    const signals: AbortSignal[] = [];
    const aborted = deferred<void>();
    @WebSocketGateway()
    class Rates {
      @SubscribeMessage('rate')
      @Coalesce({ key: () => 'rate', partition: 'public' })
      rate(@FlightSignal() signal: AbortSignal): Promise<never> {
        signals.push(signal);
        signal.addEventListener('abort', () => aborted.resolve());
        return new Promise(() => {});
      }
    }
    const app = await serve(Rates);
    const sockets = await Promise.all([connect(app), connect(app)]);
    for (const socket of sockets) socket.send(JSON.stringify({ event: 'rate', data: '' }));
    await app.aboard(2);

    for (const socket of sockets) socket.terminate();
    await aborted.promise;

    expect(signals).toHaveLength(1);
  });

  it('gives a client that is not coalesced one signal, however many messages it sends', async () => {
    const signals: AbortSignal[] = [];
    @WebSocketGateway()
    class Rates {
      @SubscribeMessage('rate')
      rate(@FlightSignal() signal: AbortSignal): unknown {
        signals.push(signal);
        return { event: 'rate', data: signals.length };
      }
    }
    const app = await serve(Rates);
    const socket = await connect(app);

    for (let count = 0; count < 3; count++) await ask(socket, 'rate', count);
    socket.terminate();
    await until(() => signals.every(({ aborted }) => aborted));

    expect(new Set(signals).size).toBe(1);
  });

  it('N-04: passes through what has no key, and gives each message to its own client', async () => {
    let calls = 0;
    @WebSocketGateway()
    @UseInterceptors(CoalescingInterceptor)
    class Rates {
      @SubscribeMessage('rate')
      rate(@ConnectedSocket() _: unknown): unknown {
        return { event: 'rate', data: ++calls };
      }
    }
    const app = await serve(Rates);
    const [one, other] = [await connect(app), await connect(app)];

    expect(await ask(one, 'rate', 1)).toEqual({ event: 'rate', data: 1 });
    expect(await ask(other, 'rate', 1)).toEqual({ event: 'rate', data: 2 });
    expect(app.reasons).toEqual(['no-key', 'no-key']);
  });
});
