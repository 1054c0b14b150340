import type { Bus } from './bus.js';
import { RemoteTimeoutError } from './errors.js';

const INTERVAL = 2_000;

/**
 * Sends the process a message of its own now and then: a subscription may be dead without anybody saying so,
 * when a network drops it silently or it still hangs on a server that is no longer in charge.
 */
export class Heartbeat {
  readonly #bus: Bus;
  readonly #send: () => Promise<string>;
  readonly #timer: NodeJS.Timeout;
  #sent: string | undefined;

  /** @param send publishes a message to the process itself, and says with which token */
  constructor(bus: Bus, send: () => Promise<string>) {
    this.#bus = bus;
    this.#send = send;
    this.#timer = setInterval(() => void this.#beat(), INTERVAL);
    this.#timer.unref();
  }

  /** The subscription is a new one, which did not hear what was sent before. */
  forget(): void {
    this.#sent = undefined;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    if (this.#sent !== undefined && this.#bus.isUp && this.#bus.lastBeat !== this.#sent) {
      this.#bus.reset(new RemoteTimeoutError('the heartbeat of the bus', INTERVAL));
    }
    this.#sent = undefined;
    if (!this.#bus.isUp) return;
    try {
      this.#sent = await this.#send();
    } catch {
      // Redis is out of reach, which the gate knows.
    }
  }
}
