import type { Connection, Connector } from './client.js';
import { runScript } from './run-script.js';
import type { Script } from './scripts/script.js';

/** What the tier uses of a client, cluster or sentinel of `redis`. */
interface NodeRedis {
  readonly options?: { readonly socket?: object; readonly keyPrefix?: string | Buffer };
  duplicate(overrides: object): NodeRedis;
  on(event: string, listener: (detail: unknown) => void): unknown;
  withCommandOptions(options: object): NodeRedis;
  connect(): Promise<unknown>;
  evalSha(sha: string, options: EvalOptions): Promise<unknown>;
  eval(source: string, options: EvalOptions): Promise<unknown>;
  sendCommand(args: readonly string[], options: object): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  info?(section: string): Promise<unknown>;
  unref?(): void;
  destroy(): unknown;
}

interface EvalOptions {
  readonly keys: readonly string[];
  readonly arguments: readonly (string | Buffer)[];
}

// In place of the client's own: the tier has its own deadline. RESP's mark of a bulk string is 36, `$`: those come as buffers, since records are bytes.
const COMMAND_OPTIONS = { typeMapping: { 36: Buffer }, timeout: undefined };

export function isNodeRedis(client: object): client is NodeRedis {
  return 'evalSha' in client && 'withCommandOptions' in client && 'duplicate' in client;
}

export function nodeRedisConnector(client: NodeRedis): Connector {
  const isCluster = 'nodeByAddress' in client;
  // Clusters and sentinels watch over several connections, and open them again themselves.
  const isSingle = !isCluster && !('getSentinelNode' in client);
  const { keyPrefix = '' } = client.options ?? {};
  const settings = {
    disableOfflineQueue: true,
    socket: { ...client.options?.socket, reconnectStrategy: false },
  };
  return {
    isCluster,
    open(_use, onLost) {
      const copy = client.duplicate(isSingle ? settings : {});
      copy.on('error', isSingle ? onLost : () => undefined);
      copy.on('end', () => onLost(new Error('the connection was closed')));
      return isSingle && typeof keyPrefix === 'string'
        ? new SingleConnection(copy, keyPrefix, onLost)
        : new NodeRedisConnection(copy, isCluster, onLost);
    },
  };
}

class NodeRedisConnection implements Connection {
  readonly opened: Promise<unknown>;
  protected readonly commands: NodeRedis;
  readonly #client: NodeRedis;
  readonly #isCluster: boolean;

  constructor(client: NodeRedis, isCluster: boolean, onLost: (error: unknown) => void) {
    this.#client = client;
    this.commands = client.withCommandOptions(COMMAND_OPTIONS);
    this.#isCluster = isCluster;
    client.unref?.();
    this.opened = client.connect().then(() => {
      // A sentinel that follows a new master has another server, which may know less than the old one.
      client.on('topology-change', (change) => {
        if (isNewMaster(change)) onLost(new Error('another server has taken over'));
      });
    });
  }

  run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<unknown> {
    const options = { keys, arguments: args };
    return runScript(
      script,
      (sha) => this.commands.evalSha(sha, options),
      (source) => this.commands.eval(source, options),
    );
  }

  subscribe(channel: string, onMessage: (message: string) => void): Promise<unknown> {
    return this.#client.subscribe(channel, onMessage);
  }

  async replicationInfo(): Promise<string> {
    if (this.#isCluster) return '';
    return String(await this.#client.info?.('replication'));
  }

  close(): void {
    Promise.resolve(this.#client.destroy()).catch(() => undefined);
  }
}

/** Its commands take one way, and come back in order. */
class SingleConnection extends NodeRedisConnection {
  readonly #keyPrefix: string;

  constructor(client: NodeRedis, keyPrefix: string, onLost: (error: unknown) => void) {
    super(client, false, onLost);
    this.#keyPrefix = keyPrefix;
  }

  glance(
    records: readonly string[],
    now: string,
    longest: number,
    nonce: string,
  ): Promise<readonly unknown[]> {
    // As they go over the wire: a pipeline of named commands takes twice the time to build.
    const send = (...args: string[]) => this.commands.sendCommand(args, COMMAND_OPTIONS);
    const answers: Promise<unknown>[] = [];
    for (const record of records) {
      const key = this.#keyPrefix + record;
      answers.push(send('PTTL', key), send('GETRANGE', key, '0', String(longest)));
    }
    answers.push(send('GET', this.#keyPrefix + now), send('ECHO', nonce));
    return Promise.all(answers);
  }
}

function isNewMaster(change: unknown): boolean {
  return (change as { readonly type?: unknown } | undefined)?.type === 'MASTER_CHANGE';
}
