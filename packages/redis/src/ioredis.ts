import type { Connection, Connector } from './client.js';
import { runScript } from './run-script.js';
import type { Script } from './scripts/script.js';

/** What the tier uses of a client or cluster of `ioredis`. */
interface Ioredis {
  readonly isCluster: boolean;
  readonly stream?: { unref?(): void };
  duplicate(...overrides: object[]): Ioredis;
  on(event: string, listener: (...details: never[]) => void): unknown;
  connect(): Promise<unknown>;
  evalshaBuffer(
    sha: string,
    keyCount: number,
    ...rest: readonly (string | Buffer)[]
  ): Promise<unknown>;
  evalBuffer(
    source: string,
    keyCount: number,
    ...rest: readonly (string | Buffer)[]
  ): Promise<unknown>;
  pttl(key: string): Promise<unknown>;
  getrangeBuffer(key: string, from: number, to: number): Promise<unknown>;
  getBuffer(key: string): Promise<unknown>;
  echo(text: string): Promise<unknown>;
  subscribe(...channels: string[]): Promise<unknown>;
  info(section: string): Promise<string>;
  disconnect(): void;
}

// The tier opens connections again itself, and waits for none of the client's retries.
const settings = {
  lazyConnect: true,
  enableOfflineQueue: false,
  // The commands of one tick go out in one write.
  enableAutoPipelining: true,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  reconnectOnError: null,
  retryStrategy: null,
  sentinelRetryStrategy: null,
};

export function isIoredis(client: object): client is Ioredis {
  return 'evalshaBuffer' in client && 'duplicate' in client;
}

export function ioredisConnector(client: Ioredis): Connector {
  const { isCluster } = client;
  return {
    isCluster,
    open(use, onLost) {
      const unprefixed = use === 'messages' ? { keyPrefix: '' } : {};
      const copy = isCluster
        ? // A cluster watches over several connections, and opens them again itself.
          client.duplicate([], { lazyConnect: true, enableOfflineQueue: false, ...unprefixed })
        : client.duplicate({ ...settings, ...unprefixed });
      copy.on('error', isCluster ? () => undefined : onLost);
      copy.on('end', () => onLost(new Error('the connection was closed')));
      return isCluster ? new IoredisConnection(copy) : new SingleConnection(copy);
    },
  };
}

class IoredisConnection implements Connection {
  readonly opened: Promise<unknown>;
  protected readonly client: Ioredis;

  constructor(client: Ioredis) {
    this.client = client;
    client.on('connect', () => client.stream?.unref?.());
    this.opened = client.connect();
    // The socket is made a tick later.
    setImmediate(() => client.stream?.unref?.());
  }

  run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<unknown> {
    const { client } = this;
    return runScript(
      script,
      (sha) => client.evalshaBuffer(sha, keys.length, ...keys, ...args),
      (source) => client.evalBuffer(source, keys.length, ...keys, ...args),
    );
  }

  subscribe(channel: string, onMessage: (message: string) => void): Promise<unknown> {
    this.client.on('message', (from: string, message: string) => {
      if (from === channel) onMessage(message);
    });
    return this.client.subscribe(channel);
  }

  async replicationInfo(): Promise<string> {
    return this.client.isCluster ? '' : this.client.info('replication');
  }

  close(): void {
    this.client.disconnect();
  }
}

/** Its commands take one way, and come back in order. */
class SingleConnection extends IoredisConnection {
  glance(
    records: readonly string[],
    now: string,
    longest: number,
    nonce: string,
  ): Promise<readonly unknown[]> {
    const { client } = this;
    const looks = records.flatMap((record) => [
      client.pttl(record),
      client.getrangeBuffer(record, 0, longest),
    ]);
    return Promise.all([...looks, client.getBuffer(now), client.echo(nonce)]);
  }
}
