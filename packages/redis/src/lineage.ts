import type { Connection } from './client.js';

const UNKNOWN = '-';

/**
 * Which history of writes the server is at. A replica that takes over after a failure, and a server that was restarted,
 * may have lost the last writes, among them acknowledged invalidations; both change their replication id.
 */
export class Lineage {
  #known = UNKNOWN;
  #connection: Connection | undefined;

  /** `-` where it cannot be known: in a cluster, or where the server does not tell. */
  get known(): string {
    return this.#known;
  }

  /** Learns it from a connection that has just been opened. */
  async learn(connection: Connection): Promise<void> {
    this.#connection = connection;
    await this.ask();
  }

  /** Asks again: a server may take over while connections to it stand. */
  async ask(): Promise<string> {
    const info = await this.#connection?.replicationInfo().catch(emptyIfRefused);
    this.#known = /^master_replid:(\S+)/m.exec(info ?? '')?.[1] ?? UNKNOWN;
    return this.#known;
  }

  /** Is this the history that the epochs were kept in? */
  isOurs(lineage: string): boolean {
    return this.#known === UNKNOWN || lineage === this.#known;
  }
}

// Some services and access rules refuse INFO; then a failover goes unnoticed.
function emptyIfRefused(error: unknown): string {
  if (error instanceof Error && /^(ERR|NOPERM) /.test(error.message)) return '';
  throw error;
}
