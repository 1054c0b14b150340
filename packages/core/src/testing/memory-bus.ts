import type { RemoteMessage, Subscriber } from './remote-message.js';

interface Posted {
  readonly to: Subscriber;
  readonly message: RemoteMessage;
}

/** Carries messages between the tiers of a `MemoryRemote`: at once, or when it is told to. */
export class MemoryBus {
  readonly #subscribers: Set<Subscriber> = new Set();
  readonly #isByHand: boolean;
  #waiting: Posted[] = [];

  constructor(isByHand: boolean) {
    this.#isByHand = isByHand;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Nothing reaches this subscriber any more, not even what is on its way. */
  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    this.#waiting = this.#waiting.filter(({ to }) => to !== subscriber);
  }

  /** Sends to everyone but the sender, if it is one of them. */
  publish(message: RemoteMessage, sender?: Subscriber): void {
    const receivers = [...this.#subscribers].filter((subscriber) => subscriber !== sender);
    for (const to of receivers) {
      if (this.#isByHand) this.#waiting.push({ to, message });
      else to.receive(message);
    }
  }

  /** Delivers the oldest `count` messages that wait. */
  deliver(count: number): void {
    for (const { to, message } of this.#waiting.splice(0, count)) to.receive(message);
  }

  /** Loses the oldest `count` messages that wait. */
  drop(count: number): void {
    this.#waiting.splice(0, count);
  }
}
