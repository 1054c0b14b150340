import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Demo } from '../src/demo.js';
import { runningDemo } from './support/running-demo.js';

async function press(
  { url }: Demo,
  control: string,
  body: string,
): Promise<{ status: number; message: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/control/${control}`, { method: 'POST', headers, body });
  const { message } = (await response.json()) as { message: string };
  return { status: response.status, message };
}

/** Whatever its headers say, which `fetch` would not send. */
async function statusOf(url: string, headers: Record<string, string>): Promise<unknown> {
  const asked = request(url, { method: 'POST', headers }).end('{"mode":"hung"}');
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the buttons', () => {
  const running = runningDemo();
  afterEach(() => vi.waitFor(() => expect(running().stage.isCrowded).toBe(false), 10_000));

  it.each([
    ['stampede', '{"part":"trips"}', '60 visitors ask for trips at the same moment.'],
    ['expire', '{}', 'Trips and deals are stale now.'],
    ['invalidate', '{"tag":"rates"}', 'Everything tagged “rates” is gone'],
    ['upstream', '{"mode":"hung"}', 'answer none'],
    ['sameflight', '{"on":false}', 'Sameflight is off'],
  ])('say what %s did', async (control, body, message) => {
    const demo = running();

    const answer = await press(demo, control, body);

    expect(answer.status).toBeLessThan(300);
    expect(answer.message).toContain(message);
  });

  it('send one crowd at a time', async () => {
    const demo = running();
    await press(demo, 'stampede', '{"part":"trips"}');

    const again = await press(demo, 'stampede', '{"part":"trips"}');

    expect(again).toEqual({
      status: 409,
      message: 'A crowd is on its way already. Wait until everyone is answered.',
    });
  });

  it('do the same again when they are pressed twice', async () => {
    const demo = running();
    await press(demo, 'upstream', '{"mode":"down"}');

    expect((await press(demo, 'upstream', '{"mode":"down"}')).status).toBe(200);
    expect(demo.stage.snapshot().mode).toBe('down');
  });

  it.each([
    [
      'upstream',
      '{"mode":"asleep"}',
      400,
      'one of "up", "slow", "failing", "down", "hung"; got "asleep"',
    ],
    [
      'stampede',
      '{}',
      400,
      'Send {"part": …} with one of "trips", "rates", "weather", "deals"; got nothing.',
    ],
    ['stampede', '[]', 400, 'got nothing'],
    ['upstream', '{nope', 400, 'The body is no JSON:'],
    ['nothing', '{}', 404, 'There is nothing at /control/nothing. The page is at /.'],
  ])(
    'answer %s with %s by %i and a sentence, and go on',
    async (control, body, status, message) => {
      const demo = running();

      const answer = await press(demo, control, body);

      expect(answer.status).toBe(status);
      expect(answer.message).toContain(message);
      expect((await press(demo, 'expire', '{}')).status).toBe(200);
    },
  );

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', { 'content-type': 'text/plain' }, 415],
    ['another origin', { origin: 'http://example.com' }, 403],
    ['no origin that has a name', { origin: 'null' }, 403],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, 403],
    ['another name for this machine', { host: 'example.com' }, 403],
    ['a name that begins like its own', { host: 'localhost.example.com' }, 403],
    ['an address that is none', { host: '127.example.com' }, 403],
  ])('do not heed %s', async (_, headers, status) => {
    const { stage, url } = running();
    const all = { 'content-type': 'application/json', ...headers };

    expect(await statusOf(`${url}/control/upstream`, all)).toBe(status);
    expect(stage.snapshot().mode).toBe('up');
  });

  it.each([
    ['localhost', { host: 'localhost:4100' }],
    ['its page', { host: '[::1]', origin: 'http://[::1]' }],
    ['its page', { 'sec-fetch-site': 'same-origin' }],
  ])('heed %s, as %j', async (_, headers) => {
    const all = { 'content-type': 'application/json', ...headers };

    expect(await statusOf(`${running().url}/control/upstream`, all)).toBe(200);
  });

  it('say where the page is to those who are lost', async () => {
    const { url } = running();

    const response = await fetch(`${url}/nowhere`);

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      message: 'There is nothing at /nowhere. The page is at /.',
    });
  });
});
