import { describe } from './describe.js';
import { ioredisConnector, isIoredis } from './ioredis.js';
import { isNodeRedis, nodeRedisConnector } from './node-redis.js';
import type { Script } from './scripts/script.js';

/**
 * A client of `redis` (node-redis) or of `ioredis`, for one server, for Sentinel or for Cluster.
 * The tier only copies its settings: it opens connections of its own, and closes them itself.
 */
export interface RedisClient {
  // Parameters of type `never` let every client's own overloads match.
  duplicate(...overrides: never[]): unknown;
  on(event: 'error', listener: () => void): unknown;
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
  /**
   * Reads in one round trip, without a script, which costs a third of one: for each record what it has left in milliseconds, which
   * is read first and so never too long, and its bytes; then what stands under `now`; then `nonce`, if the answers belong to the questions.
   * Absent where the commands of one tick may go to several servers or connections.
   *
   * @param longest how many bytes of a record are read at most
   */
  glance?(
    records: readonly string[],
    now: string,
    longest: number,
    nonce: string,
  ): Promise<readonly unknown[]>;
  subscribe(channel: string, onMessage: (message: string) => void): Promise<unknown>;
  /** What `INFO replication` says; empty where there is no one server to ask. */
  replicationInfo(): Promise<string>;
  /** Ends the connection at once. */
  close(): void;
}

/** @throws {TypeError} unless `client` is a client of one of the two */
export function connectorOf(client: RedisClient): Connector {
  const connector = recognise(client);
  if (connector === undefined) {
    const allowed =
      'a client of redis or ioredis, such as createClient() returns, no pool and no URL';
    throw new TypeError(`\`client\` must be ${allowed}, got ${describe(client)}`);
  }
  // A client without one would end the process when its own connection is lost.
  client.on('error', () => undefined);
  return connector;
}

function recognise(client: unknown): Connector | undefined {
  if (typeof client !== 'object' || client === null) return undefined;
  if (isNodeRedis(client)) return nodeRedisConnector(client);
  return isIoredis(client) ? ioredisConnector(client) : undefined;
}
