import { ioredisClient, isIoredis } from './ioredis.js';
import { isNodeRedis, nodeRedisClient } from './node-redis.js';
import type { Script } from './scripts/script.js';

/**
 * A client of `redis` (node-redis) or of `ioredis`, for one server, for Sentinel or for Cluster.
 * The tier only copies its settings: it opens connections of its own, and closes them itself.
 */
export interface RedisClient {
  // Parameters of type `never` let every client's own overloads match.
  duplicate(...overrides: never[]): unknown;
  on(event: 'error', listener: (error: never) => void): unknown;
}

/** Opens connections with the settings of a client, whichever it is. */
export interface Connector {
  /** In a cluster, keys of different slots may not meet in one script. */
  readonly isCluster: boolean;
  /**
   * Begins to open a connection: one for commands, or one for messages. It does not open again once it is lost.
   * `onLost` is called at least once when it is, and may be called before `opened` settles.
   */
  open(use: 'commands' | 'messages', onLost: (error: unknown) => void): Connection;
}

export interface Connection {
  /** Settles when the connection is ready for use. */
  readonly opened: Promise<unknown>;
  /** Runs a script. Its reply is an array of buffers, numbers and nulls. */
  run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<unknown>;
  subscribe(channel: string, onMessage: (message: string) => void): Promise<unknown>;
  /** What `INFO replication` says; empty where there is no one server to ask. */
  replicationInfo(): Promise<string>;
  /** Ends the connection at once. */
  close(): void;
}

/**
 * @throws {TypeError} unless `client` is one of those above
 */
export function connectorOf(client: RedisClient): Connector {
  const connector = isNodeRedis(client)
    ? nodeRedisClient(client)
    : isIoredis(client)
      ? ioredisClient(client)
      : undefined;
  if (connector === undefined) {
    throw new TypeError(
      '`client` must be a client of redis or ioredis, such as createClient() returns',
    );
  }
  // A client without one would end the process when its own connection is lost.
  client.on('error', () => undefined);
  return connector;
}
