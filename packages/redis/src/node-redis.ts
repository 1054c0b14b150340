import type { Connection, Connector } from './client.js';
import { runScript } from './run-script.js';

/** What the tier uses of a client, cluster or sentinel of `redis`. */
interface NodeRedis {
  readonly options?: { readonly socket?: object };
  duplicate(overrides: object): NodeRedis;
  on(event: string, listener: (detail: unknown) => void): unknown;
  withCommandOptions(options: object): NodeRedis;
  connect(): Promise<unknown>;
  evalSha(sha: string, options: EvalOptions): Promise<unknown>;
  eval(source: string, options: EvalOptions): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  info?(section: string): Promise<unknown>;
  unref?(): void;
  destroy(): unknown;
}

interface EvalOptions {
  readonly keys: readonly string[];
  readonly arguments: readonly (string | Buffer)[];
}

// RESP's mark of a bulk string is 36, `$`: those come as buffers, since records are bytes.
const BUFFERS = { 36: Buffer };

export function isNodeRedis(client: object): client is NodeRedis {
  return 'evalSha' in client && 'withCommandOptions' in client && 'duplicate' in client;
}

export function nodeRedisConnector(client: NodeRedis): Connector {
  const isCluster = 'nodeByAddress' in client;
  // Clusters and sentinels watch over several connections, and open them again themselves.
  const isSingle = !isCluster && !('getSentinelNode' in client);
  const settings = {
    disableOfflineQueue: true,
    socket: { ...client.options?.socket, reconnectStrategy: false },
  };
  return {
    isCluster,
    open(use, onLost) {
      const copy = client.duplicate({
        ...(isSingle ? settings : {}),
        ...(use === 'messages' ? { keyPrefix: '' } : {}),
      });
      copy.on('error', isSingle ? onLost : () => undefined);
      copy.on('end', onLost);
      // A sentinel that follows a new master has a new server, which may know less than the old one.
      copy.on('topology-change', onLost);
      return new NodeRedisConnection(copy, isCluster);
    },
  };
}

class NodeRedisConnection implements Connection {
  readonly opened: Promise<unknown>;
  readonly #client: NodeRedis;
  readonly #commands: NodeRedis;
  readonly #isCluster: boolean;

  constructor(client: NodeRedis, isCluster: boolean) {
    this.#client = client;
    // In place of the client's own options: the tier has its own deadline.
    this.#commands = client.withCommandOptions({ typeMapping: BUFFERS });
    this.#isCluster = isCluster;
    client.unref?.();
    this.opened = client.connect();
  }

  run(
    script: Parameters<Connection['run']>[0],
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<unknown> {
    const options = { keys, arguments: args };
    return runScript(
      script,
      (sha) => this.#commands.evalSha(sha, options),
      (source) => this.#commands.eval(source, options),
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
