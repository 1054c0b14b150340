import type { Connection, Connector } from './client.js';
import { type Deferred, deferred } from './deferred.js';
import { RemoteTimeoutError } from './errors.js';

/** How long one attempt to connect may take before it is given up for the next. */
const ATTEMPT_TIMEOUT = 2_000;
const SHORTEST_PAUSE = 50;
const LONGEST_PAUSE = 500;

export interface LinkEvents {
  /** A connection is open; it counts as up once this has settled. */
  readonly prepare: (connection: Connection) => Promise<unknown>;
  readonly up: () => void;
  /** The connection is lost, or could not be opened. Told once until it is up again. */
  readonly down: (error: unknown) => void;
}

/** Keeps one connection open: whenever it is lost it opens the next, until closed. */
export class Link {
  readonly #connector: Connector;
  readonly #use: 'commands' | 'messages';
  readonly #events: LinkEvents;
  #connection: Connection | undefined;
  #next: Deferred<Connection> = deferred();
  #isUp = false;
  #isDownTold = false;
  #isClosed = false;
  #attempts = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(connector: Connector, use: 'commands' | 'messages', events: LinkEvents) {
    this.#connector = connector;
    this.#use = use;
    this.#events = events;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The open connection; where there is none, a promise of the next. */
  get connection(): Connection | Promise<Connection> {
    return this.#isUp ? (this.#connection as Connection) : this.#next.promise;
  }

  open(): void {
    let connection: Connection | undefined;
    const lose = (error: unknown) => this.#lose(connection, error);
    try {
      connection = this.#connector.open(this.#use, lose);
      this.#connection = connection;
      this.#sleep(ATTEMPT_TIMEOUT, () =>
        lose(new RemoteTimeoutError('the attempt to connect', ATTEMPT_TIMEOUT)),
      );
      this.#settle(connection).catch(lose);
    } catch (error) {
      lose(error);
    }
  }

  /** Drops the connection, and opens another. */
  reset(reason: unknown): void {
    if (this.#isUp) this.#lose(this.#connection, reason);
  }

  close(): void {
    this.#isClosed = true;
    this.#isUp = false;
    clearTimeout(this.#timer);
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #settle(connection: Connection): Promise<void> {
    await connection.opened;
    await this.#events.prepare(connection);
    if (this.#connection !== connection) return;
    clearTimeout(this.#timer);
    this.#isUp = true;
    this.#isDownTold = false;
    this.#attempts = 0;
    this.#next.resolve(connection);
    this.#events.up();
  }

  #lose(connection: Connection | undefined, error: unknown): void {
    if (this.#connection !== connection || this.#isClosed) return;
    this.#connection = undefined;
    if (this.#isUp) this.#next = deferred();
    this.#isUp = false;
    connection?.close();
    const pause = Math.min(SHORTEST_PAUSE * 2 ** this.#attempts++, LONGEST_PAUSE);
    // Spread, so that a fleet does not return in one wave.
    this.#sleep(pause * (0.5 + Math.random() / 2), () => this.open());
    if (this.#isDownTold) return;
    this.#isDownTold = true;
    this.#events.down(error);
  }

  #sleep(time: number, wake: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(wake, time);
    this.#timer.unref();
  }
}
