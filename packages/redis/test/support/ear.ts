import type { RemoteFailure, RemoteListener } from '@sameflight/core';

/** A listener that writes down what it hears, and lets a test wait for it. */
export class Ear implements RemoteListener {
  readonly heard: string[] = [];
  readonly failures: RemoteFailure[] = [];
  #changed: (() => void)[] = [];

  keyInvalidated(key: string): void {
    this.#note(`key ${key}`);
  }

  tagInvalidated(tag: string): void {
    this.#note(`tag ${tag}`);
  }

  cleared(): void {
    this.#note('cleared');
  }

  resumed(): void {
    this.#note('resumed');
  }

  failed(failure: RemoteFailure): void {
    this.failures.push(failure);
    this.#note(`failed ${failure.operation}`);
  }

  /** Settles once `note` was heard `times` times in all. */
  async hears(note: string, times = 1): Promise<void> {
    while (this.heard.filter((heard) => heard === note).length < times) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  #note(note: string): void {
    this.heard.push(note);
    const changed = this.#changed;
    this.#changed = [];
    for (const resolve of changed) resolve();
  }
}
