import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { describe, vi } from 'vitest';

/** Set it to test against another server, such as `valkey-server`. */
export const binary: string = process.env.REDIS_SERVER ?? 'redis-server';

const isInstalled = ((): boolean => {
  try {
    execFileSync(binary, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** `describe`, for what needs a real server. */
export const describeWithRedis: ReturnType<typeof describe.skipIf> = describe.skipIf(!isInstalled);

if (!isInstalled) {
  console.warn(
    `Skipped: ${binary} is missing. Install it, on Debian by \`apt-get install redis-server\`.`,
  );
}

// Nothing here waits for long, but a machine may be busy.
const patience = process.env.SAMEFLIGHT_LONG === '1' ? 3_600_000 : 60_000;
vi.setConfig({ testTimeout: patience, hookTimeout: 60_000 });

/** A real redis-server on a unix socket, which keeps nothing on disk. */
export class RedisServer {
  readonly socket: string;
  readonly #folder: string;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(settings: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'sameflight-'));
    this.socket = join(this.#folder, 's');
    this.#settings = settings;
  }

  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(settings);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const listen = ['--port', '0', '--unixsocket', this.socket];
    const keepNothing = ['--save', '', '--appendonly', 'no', '--dir', this.#folder];
    this.#process = spawn(binary, [...listen, ...keepNothing, ...this.#settings], {
      stdio: 'ignore',
    });
    await this.#listening();
  }

  /** Ends it at once, with all that it holds. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** It still accepts connections, and answers nothing. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** What an operator would type into redis-cli. */
  async command(...args: readonly string[]): Promise<unknown> {
    const client = createClient({ socket: { path: this.socket, tls: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand([...args]);
    } finally {
      client.destroy();
    }
  }

  async #listening(): Promise<void> {
    while (!(await canConnect(this.socket))) {
      if (this.#process?.exitCode !== null) throw new Error(`${binary} did not start`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

function canConnect(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
