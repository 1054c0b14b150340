import { CircuitBreaker } from './circuit-breaker.js';
import { type Term, withDeadline } from './deadline.js';
import { isReply, RemoteUnavailableError } from './errors.js';
import type { Replay } from './replay.js';

const PROBE_INTERVAL = 500;

export interface GateTerms {
  readonly timeout: number;
  readonly replay: Replay;
  /** Settles once the other processes are heard: nothing is kept before that could not be invalidated. */
  readonly started: Promise<void>;
  /** Asks the server for a sign of life. */
  readonly probe: () => Promise<unknown>;
  /** The server did not give one: the connection may be dead without saying so. */
  readonly onSilence: (error: unknown) => void;
}

/**
 * Where every operation passes on its way to Redis: it has a deadline, it is refused at once while Redis is out of reach,
 * and it waits behind invalidations that Redis has yet to confirm.
 */
export class Gate {
  readonly #terms: GateTerms;
  readonly #breaker = new CircuitBreaker();
  #timer: NodeJS.Timeout | undefined;
  #hasStarted = false;
  #isClosed = false;

  constructor(terms: GateTerms) {
    this.#terms = terms;
  }

  /**
   * @throws {RemoteUnavailableError} at once, while Redis is out of reach
   * @throws {RemoteTimeoutError} past the deadline
   */
  async pass<Value>(operation: string, work: (term: Term) => Promise<Value>): Promise<Value> {
    this.#breaker.assertClosed(operation);
    const { replay, timeout } = this.#terms;
    try {
      const isFree = this.#hasStarted && replay.isEmpty;
      const value = await withDeadline(
        operation,
        timeout,
        isFree ? work : (term) => this.#inTurn(operation, work, term),
      );
      this.#breaker.noteSuccess();
      return value;
    } catch (error) {
      // A server that says no is alive.
      if (!isReply(error)) this.#breaker.noteFailure(error);
      this.recoverLater();
      throw error;
    }
  }

  /** Tries at once whether Redis is back. */
  async recover(): Promise<void> {
    if (!this.#needsRecovery) return;
    const { probe, replay, timeout, onSilence } = this.#terms;
    try {
      await withDeadline('a probe', timeout, async () => {
        await this.#start();
        await (replay.isEmpty ? probe() : replay.run());
      });
      this.#breaker.close();
    } catch (error) {
      if (!isReply(error)) onSilence(error);
    }
    this.recoverLater();
  }

  /** Sees to it that Redis is asked again, if it is out of reach or has invalidations to confirm. */
  recoverLater(): void {
    if (this.#timer !== undefined || this.#isClosed || !this.#needsRecovery) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.recover();
    }, PROBE_INTERVAL);
    this.#timer.unref();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  get #needsRecovery(): boolean {
    return this.#breaker.isOpen || !this.#terms.replay.isEmpty;
  }

  async #inTurn<Value>(
    operation: string,
    work: (term: Term) => Promise<Value>,
    term: Term,
  ): Promise<Value> {
    await this.#start();
    if (!this.#terms.replay.isEmpty) await this.#terms.replay.run();
    // What its caller was told has failed must not be done behind his back.
    if (term.isOver) throw new RemoteUnavailableError(operation, undefined);
    return work(term);
  }

  async #start(): Promise<void> {
    await this.#terms.started;
    this.#hasStarted = true;
  }
}
