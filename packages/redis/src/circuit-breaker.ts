import { RemoteUnavailableError } from './errors.js';

/** Failures in a row after which the server is left alone. */
const PATIENCE = 5;

/** Stops asking a server that does not answer. Someone else has to find out when it does again. */
export class CircuitBreaker {
  #failuresInARow = 0;
  #lastFailure: unknown;

  get isOpen(): boolean {
    return this.#failuresInARow >= PATIENCE;
  }

  /** @throws {RemoteUnavailableError} while the circuit is open */
  assertClosed(operation: string): void {
    if (this.isOpen) throw new RemoteUnavailableError(operation, this.#lastFailure);
  }

  noteFailure(error: unknown): void {
    this.#failuresInARow++;
    this.#lastFailure = error;
  }

  /** An answer that was still under way when the circuit opened does not close it. */
  noteSuccess(): void {
    if (!this.isOpen) this.close();
  }

  close(): void {
    this.#failuresInARow = 0;
    this.#lastFailure = undefined;
  }
}
