import { type Part, parts } from '../travel/parts.js';
import { visit } from './visit.js';

/** Where visitors like to go, the favourite first. */
const places = [
  { city: 'lisbon', currency: 'EUR' },
  { city: 'kyoto', currency: 'JPY' },
  { city: 'oslo', currency: 'NOK' },
  { city: 'lima', currency: 'PEN' },
];

/** Visitors who come one by one, for as long as the demo runs. */
export class Visitors {
  readonly #urls: () => readonly string[];
  readonly #perSecond: number;
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;

  /** @param perSecond how many come in a second; `0` is nobody */
  constructor(urls: () => readonly string[], perSecond: number) {
    this.#urls = urls;
    this.#perSecond = perSecond;
  }

  start(): void {
    if (this.#perSecond > 0)
      this.#timer ??= setInterval(() => void this.#send(), 1000 / this.#perSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #send(): Promise<void> {
    const urls = this.#urls();
    const part = parts[this.#sent % parts.length] ?? 'trips';
    const place = places[Math.floor(places.length * Math.random() ** 2)];
    const url = urls[Math.floor(this.#sent / parts.length) % urls.length];
    this.#sent += 1;
    if (url !== undefined && place !== undefined) await visit(url, part, thingOf(part, place));
  }
}

/** What a part is asked for. */
export function thingOf(
  part: Part,
  { city, currency }: { readonly city: string; readonly currency: string },
): string {
  return part === 'rates' ? currency : city;
}
