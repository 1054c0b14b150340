import type { RemoteListener } from '@sameflight/core';
import type { Connection, Connector } from './client.js';
import type { Keys } from './keys.js';
import { Link } from './link.js';
import { decodeMessage, type Message } from './message.js';
import type { Waits } from './waits.js';

export interface BusTerms {
  readonly connector: Connector;
  readonly keys: Keys;
  readonly node: string;
  readonly waits: Waits;
  /** Where what the others say goes; nobody may be listening yet. */
  readonly listener: () => RemoteListener | undefined;
  readonly onUp: () => void;
  readonly onClear: (era: string) => void;
}

/** Hears what the other processes invalidate, over a connection of its own. */
export class Bus {
  readonly #terms: BusTerms;
  readonly #link: Link;
  #beat: string | undefined;
  /** May something be in memory whose invalidation was not heard? */
  mayHaveMissed = false;

  constructor(terms: BusTerms) {
    this.#terms = terms;
    this.#link = new Link(terms.connector, 'messages', {
      prepare: (connection) => this.#subscribe(connection),
      up: () => this.#rise(),
      down: (error) => this.#fall(error),
    });
  }

  get isUp(): boolean {
    return this.#link.isUp;
  }

  /** The last token that came back from `beat`. */
  get lastBeat(): string | undefined {
    return this.#beat;
  }

  open(): void {
    this.#link.open();
  }

  reset(reason: unknown): void {
    this.#link.reset(reason);
  }

  close(): void {
    this.#link.close();
  }

  async #subscribe(connection: Connection): Promise<void> {
    const { keys, node } = this.#terms;
    const hear = (text: string) => this.#hear(text);
    await Promise.all([
      connection.subscribe(keys.channel, hear),
      connection.subscribe(keys.ownChannel(node), hear),
    ]);
  }

  #rise(): void {
    const { listener, onUp } = this.#terms;
    if (this.mayHaveMissed) listener()?.resumed();
    this.mayHaveMissed = false;
    onUp();
  }

  #fall(error: unknown): void {
    const { listener, waits } = this.#terms;
    this.mayHaveMissed = true;
    listener()?.failed({ operation: 'bus', error });
    // No message will wake those who wait: they look again, and then more often.
    waits.wakeAll('again');
  }

  #hear(text: string): void {
    const { node, listener } = this.#terms;
    try {
      const { message, node: from } = decodeMessage(text);
      this.#act(message, from === node ? undefined : listener());
    } catch (error) {
      listener()?.failed({ operation: 'bus', error });
    }
  }

  // What this process said itself concerns its waits alone.
  #act(message: Message, others: RemoteListener | undefined): void {
    const { keys, onClear, waits } = this.#terms;
    switch (message.kind) {
      case 'key':
        waits.wake(keys.place(message.key).record, 'again');
        return others?.keyInvalidated(message.key);
      case 'tag':
        return others?.tagInvalidated(message.tag);
      case 'clear':
        onClear(message.era);
        return others?.cleared();
      case 'settled':
        return waits.wake(message.record, message.next, message.token);
      case 'beat':
        this.#beat = message.token;
    }
  }
}
