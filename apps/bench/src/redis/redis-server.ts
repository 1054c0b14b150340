import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';

/** Names the socket of the running one to the processes that measure. */
export const SOCKET_VARIABLE = 'SAMEFLIGHT_BENCH_REDIS';

/** Milliseconds, more than any pause of a busy machine: a timeout would be measured as a call upstream. */
export const PATIENCE = 5_000;

export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A Redis at a socket of its own, which keeps nothing. */
export class RedisServer {
  readonly socket: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'bench-'));
    this.socket = join(this.#folder, 's');
    const listen = ['--port', '0', '--unixsocket', this.socket, '--dir', this.#folder];
    const keepNothing = ['--save', '', '--appendonly', 'no'];
    this.#process = spawn('redis-server', [...listen, ...keepNothing], { stdio: 'ignore' });
    // Whatever a check leaves undone.
    process.once('exit', () => this.stop());
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer();
    while (!existsSync(server.socket)) {
      if (server.#process.exitCode !== null) throw new Error('redis-server did not start');
      await setTimeout(5);
    }
    return server;
  }

  /** Ends it at once, with all that it holds. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** It still accepts connections, and answers nothing. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  /** What an operator would type into redis-cli. */
  async command(...args: readonly string[]): Promise<unknown> {
    const client = await createClient({ socket: { path: this.socket, tls: false } }).connect();
    try {
      return await client.sendCommand([...args]);
    } finally {
      client.destroy();
    }
  }

  stop(): void {
    this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
