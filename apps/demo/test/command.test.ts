import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Command, endAll } from './support/command.js';

vi.setConfig({ testTimeout: 90_000 });

const small = ['--visitors', '40'];

async function occupy(port: number): Promise<number> {
  const server = createServer();
  // Where somebody else has it, it is as taken.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await Promise.race([once(server, 'listening'), once(server, 'error')]);
  return (server.address() as AddressInfo | null)?.port ?? port;
}

/** Breaks the upstreams behind the page. */
function breakUpstreams(url: string): Promise<Response> {
  return fetch(`${url}/control/upstream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"mode":"hung"}',
  });
}

describe('the command', () => {
  afterAll(endAll);

  it.concurrent('plays its story in a pipe, and says as JSON that one call was enough', async () => {
    const command = Command.run(['--json', '--port', '0', ...small]);

    expect(await command.status()).toBe(0);
    const { oneCallWasEnough, scenes } = JSON.parse(command.stdout);
    expect(oneCallWasEnough).toBe(true);
    expect(scenes).toHaveLength(8);
    expect(scenes[0]).toMatchObject({ title: 'Without Sameflight', requests: 40, calls: 40 });
    expect(scenes.at(-1)).toMatchObject({ title: 'The upstream hangs', calls: 1, answered: 40 });
    expect(command.stderr).toBe('');
  });

  it.concurrent('ends without a word when nobody reads on', async () => {
    const command = Command.run(['--port', '0', ...small]);
    await command.prints('The page is at');
    command.stopReading();

    expect(await command.status()).toBe(130);
    expect(command.stderr).toBe('');
  });

  it.skipIf(process.platform !== 'linux').concurrent(
    'goes on serving the page in a terminal, until Ctrl-C',
    async () => {
      const command = Command.inTerminal(['--port', '0', ...small]);
      await command.prints('Ctrl-C ends it.');
      const url = /The page goes on at (\S+)\. /.exec(command.stdout)?.[1] ?? '';

      expect((await fetch(url)).status).toBe(200);
      expect((await breakUpstreams(url)).status).toBe(200);
      command.type('\x03');
      expect(await command.status()).toBe(0);
      expect(command.stdout).toContain('One upstream call was enough, each time.');
      expect(command.stdout).not.toMatch(/^\s+at /m);
    },
  );

  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends at %s without a stack',
    async (signal) => {
      const command = Command.run(['--port', '0', ...small]);
      await command.prints('The page is at');
      command.kill(signal);

      expect(await command.status()).toBe(130);
      expect(command.stderr.trim()).toBe('Stopped before the end.');
    },
  );

  it('lets nobody press buttons while it plays its story', async () => {
    const command = Command.run(['--port', '0', ...small]);
    await command.prints('The page is at');
    const answer = await breakUpstreams(/The page is at (\S+)/.exec(command.stdout)?.[1] ?? '');

    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual({
      message: 'The story is being played. The buttons work when it is over.',
    });
    command.kill('SIGTERM');
  });

  it('warns that it is open to others where it is', async () => {
    const command = Command.run(['--port', '0', '--host', '0.0.0.0', ...small]);
    await command.prints('Whoever can reach this machine can open it and press its buttons.');

    expect(command.stdout).toContain('The page is at http://127.0.0.1:');
    command.kill('SIGTERM');
  });

  it('says that its port is taken, and takes another', async () => {
    await occupy(4100);
    const command = Command.run(small);
    await command.prints('Port 4100 is taken, so another one it is.');
    await command.prints('The page is at http://127.0.0.1:');

    expect(command.stdout).not.toContain(':4100');
    command.kill('SIGTERM');
  });

  it('says that a port which was asked for is taken', async () => {
    const port = await occupy(0);
    const command = Command.run(['--port', String(port)]);

    expect(await command.status()).toBe(1);
    expect(command.stderr).toBe(`Port ${port} is taken. Choose another, or leave --port out.\n`);
  });

  it.each([
    [['--nope'], {}, 2, "Unknown option '--nope'. See --help"],
    [['--host', '192.0.2.1'], {}, 2, '“192.0.2.1” is no address of this machine.'],
    [[], { REDIS_URL: 'redis://127.0.0.1:1' }, 1, 'REDIS_URL does not answer ('],
    [[], { REDIS_URL: 'nonsense' }, 1, 'REDIS_URL does not answer ('],
    [['--fleet', '2'], { PATH: '' }, 1, 'There is no redis-server here to share.'],
  ])('says in one line what is wrong with %j and %j', async (args, environment, status, line) => {
    const command = Command.run(args, environment);

    expect(await command.status()).toBe(status);
    expect(command.stderr).toContain(line);
    expect(command.stderr.trim().split('\n')).toHaveLength(1);
    expect(command.stdout).toBe('');
  });

  it('tells of a Redis that takes connections and answers nothing', async () => {
    const port = await occupy(0);
    const command = Command.run([], { REDIS_URL: `redis://127.0.0.1:${port}` });

    expect(await command.status()).toBe(1);
    expect(command.stderr).toContain('REDIS_URL does not answer (no answer within 3 s).');
  });
});
