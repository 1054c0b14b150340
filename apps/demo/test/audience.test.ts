import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Audience } from '../src/live/audience.js';

/** One who watches, and the stream that serves him. */
async function watcher(audience: Audience): Promise<[IncomingMessage, ServerResponse]> {
  const server = createServer((_, response) => audience.welcome(response, 'scene', 'first'));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  await once(server, 'listening');
  const served = once(server, 'request');
  const request = get({ port: (server.address() as AddressInfo).port });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const [, stream] = (await served) as [unknown, ServerResponse];
  return [response, stream];
}

it('shows how things stand, and then what happens', async () => {
  const audience = new Audience();
  const [response] = await watcher(audience);
  const [first] = await once(response, 'data');
  audience.tell('snapshot', { calls: 1 });
  const [second] = await once(response, 'data');

  expect(String(first)).toBe('event: scene\ndata: "first"\n\n');
  expect(String(second)).toBe('event: snapshot\ndata: {"calls":1}\n\n');
});

it('piles nothing up for one who does not read', async () => {
  const audience = new Audience();
  const [, stream] = await watcher(audience);
  const big = 'x'.repeat(100_000);
  for (let tick = 0; tick < 1000; tick += 1) audience.tell('snapshot', big);

  expect(stream.writableLength).toBeLessThan(1_000_000);
});

it('forgets those who have left', async () => {
  const audience = new Audience();
  const [response, stream] = await watcher(audience);
  response.destroy();
  await once(stream, 'close');

  expect(audience.size).toBe(0);
});
