import { builtin } from './async-context.js';

/** A diagnostics channel of the platform's. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

const diagnostics = builtin('node:diagnostics_channel') as
  | { channel(name: string): Channel }
  | undefined;

/** Calls a function of the user's whose failure must harm nobody. */
export type Guard = (name: string, call: () => unknown) => void;

/** One of each `on`, though several may have one listener. */
interface Subscription<Event> {
  readonly listener: (event: Event) => unknown;
}

/**
 * One kind of event: its listeners, and the subscribers of the diagnostics channel `sameflight:<event>` where the platform has it.
 * Ask `isHeard` before building an event: when nobody listens nothing is built.
 */
export class Topic<Event extends object> {
  readonly #name: string;
  readonly #cache: string;
  readonly #guard: Guard;
  readonly #channel: Channel | undefined;
  readonly #subscriptions = new Set<Subscription<Event>>();

  /** @param isPublished whether there is a channel for it; hits are too many */
  constructor(name: string, cache: string, guard: Guard, isPublished = true) {
    this.#name = name;
    this.#cache = cache;
    this.#guard = guard;
    this.#channel = isPublished ? diagnostics?.channel(`sameflight:${name}`) : undefined;
  }

  get isHeard(): boolean {
    return this.#subscriptions.size > 0 || this.#channel?.hasSubscribers === true;
  }

  /** @returns a function that ends the subscription */
  on(listener: (event: Event) => unknown): () => void {
    const subscription = { listener };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  emit(event: Event): void {
    // A copy: listeners may come and go while they are told.
    for (const { listener } of [...this.#subscriptions])
      this.#guard(this.#name, () => listener(event));
    if (this.#channel?.hasSubscribers) this.#channel.publish({ cache: this.#cache, ...event });
  }

  close(): void {
    this.#subscriptions.clear();
  }
}
