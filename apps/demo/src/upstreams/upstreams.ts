import { type Part, parts, UpstreamUrls } from '../travel/parts.js';
import type { UpstreamMode } from './mode.js';
import { startUpstream, type Upstream } from './upstream.js';

const brittle = { callsPerSecond: 50, failEvery: 20 };

/** The APIs behind the travel page. */
export class Upstreams {
  readonly #each: Readonly<Record<Part, Upstream>>;
  readonly urls: UpstreamUrls;
  #mode: UpstreamMode = 'up';

  private constructor(each: Readonly<Record<Part, Upstream>>) {
    const { trips, rates, weather, deals } = each;
    this.#each = each;
    this.urls = new UpstreamUrls({
      trips: trips.url,
      rates: rates.url,
      weather: weather.url,
      deals: deals.url,
    });
  }

  static async start(): Promise<Upstreams> {
    const [trips, rates, weather, deals] = await Promise.all([
      startUpstream({ ...brittle, latency: 400, describe: describeTrips }),
      // This API says for how long its answers may be used. The others do not.
      startUpstream({
        ...brittle,
        latency: 250,
        describe: (currency) => ({ currency, perEuro: numberFor(currency, 1, 200) }),
        headers: {
          'cache-control': 'max-age=15, stale-while-revalidate=20, stale-if-error=300',
        },
      }),
      startUpstream({
        ...brittle,
        latency: 300,
        describe: (city) => ({ city, degrees: numberFor(city, -5, 35) }),
      }),
      startUpstream({
        ...brittle,
        latency: 250,
        describe: (city) => ({ city, hotel: 'Grand Hotel', price: numberFor(city, 60, 240) }),
      }),
    ]);
    return new Upstreams({ trips, rates, weather, deals });
  }

  of(part: Part): Upstream {
    return this.#each[part];
  }

  get calls(): Readonly<Record<Part, number>> {
    const { trips, rates, weather, deals } = this.#each;
    return { trips: trips.calls, rates: rates.calls, weather: weather.calls, deals: deals.calls };
  }

  get mode(): UpstreamMode {
    return this.#mode;
  }

  set mode(mode: UpstreamMode) {
    this.#mode = mode;
    for (const part of parts) this.#each[part].mode = mode;
  }

  async close(): Promise<void> {
    await Promise.all(parts.map((part) => this.#each[part].close()));
  }
}

function describeTrips(city: string): object {
  const airlines = ['Northwind', 'Blue Heron', 'Aurora', 'Meridian'];
  const offers = airlines.map((airline) => ({
    airline,
    price: numberFor(city + airline, 60, 600),
  }));
  return { city, offers };
}

/** The same number for the same text, every time. */
function numberFor(text: string, least: number, most: number): number {
  const sum = [...text].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973, 7);
  return least + Math.round((sum / 9973) * (most - least));
}
