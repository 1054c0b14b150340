import { once } from 'node:events';
import { connect } from 'node:http2';
import { Controller, Get, Res } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, it } from 'vitest';
import { Coalesce } from '../src/index.js';
import { serve } from './support/running-app.js';

it('replays status and headers over HTTP/2', async () => {
  let calls = 0;
  @Controller('rates')
  class Rates {
    @Get()
    @Coalesce()
    find(
      @Res({ passthrough: true })
      response: { status(code: number): void; header(name: string, value: string): void },
    ): string {
      calls++;
      response.status(203);
      response.header('Link', '<rates>');
      return 'rate';
    }
  }
  const adapter = new FastifyAdapter({ http2: true, forceCloseConnections: true } as never);
  const app = await serve(Rates, adapter as AbstractHttpAdapter);
  const session = connect(app.url);
  const ask = async (): Promise<unknown[]> => {
    const stream = session.request({ ':path': '/rates' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    let text = '';
    for await (const chunk of stream) text += chunk;
    return [headers[':status'], headers.link, text];
  };

  const answers = [await ask(), await ask()];
  session.close();

  expect(answers).toEqual([
    [203, '<rates>', 'rate'],
    [203, '<rates>', 'rate'],
  ]);
  expect(calls).toBe(1);
});
