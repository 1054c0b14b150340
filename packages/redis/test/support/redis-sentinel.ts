import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { binary, RedisServer } from './redis-server.js';

/** A primary, its replica, and a sentinel that watches over them under the name `main`. */
export class WatchedPair {
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  readonly sentinelPort: number;
  readonly #sentinel: ChildProcess;
  readonly #folder: string;

  private constructor(
    primary: RedisServer,
    replica: RedisServer,
    sentinelPort: number,
    primaryPort: number,
  ) {
    this.primary = primary;
    this.replica = replica;
    this.sentinelPort = sentinelPort;
    this.#folder = mkdtempSync(join(tmpdir(), 'sameflight-sentinel-'));
    const config = join(this.#folder, 'sentinel.conf');
    const settings = [
      `port ${sentinelPort}`,
      'bind 127.0.0.1',
      `dir ${this.#folder}`,
      `sentinel monitor main 127.0.0.1 ${primaryPort} 1`,
      'sentinel down-after-milliseconds main 300',
      'sentinel failover-timeout main 3000',
    ];
    writeFileSync(config, settings.join('\n'));
    this.#sentinel = spawn(binary, [config, '--sentinel'], { stdio: 'ignore' });
  }

  static async start(): Promise<WatchedPair> {
    const [primaryPort, replicaPort, sentinelPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const on = (port: number) => ['--port', String(port), '--bind', '127.0.0.1'];
    const primary = await RedisServer.start(...on(primaryPort), '--repl-diskless-sync-delay', '0');
    const replica = await RedisServer.start(
      ...on(replicaPort),
      '--replicaof',
      '127.0.0.1',
      String(primaryPort),
    );
    return new WatchedPair(primary, replica, sentinelPort, primaryPort);
  }

  async stop(): Promise<void> {
    const gone = once(this.#sentinel, 'exit');
    this.#sentinel.kill('SIGKILL');
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
    await this.primary.stop();
    await this.replica.stop();
  }
}
