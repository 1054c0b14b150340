/** The parts of the travel page. Each is asked for by a thing: a city, or a currency. */
export const parts = ['trips', 'rates', 'weather', 'deals'] as const;

export type Part = (typeof parts)[number];

/** The package that answers for each part. */
export const packages: Readonly<Record<Part, string>> = {
  trips: '@sameflight/nestjs',
  rates: '@sameflight/fetch',
  weather: '@sameflight/axios',
  deals: '@sameflight/core',
};

/** Where the API behind each part is. */
export class UpstreamUrls implements Readonly<Record<Part, string>> {
  readonly trips: string;
  readonly rates: string;
  readonly weather: string;
  readonly deals: string;

  constructor(urls: Readonly<Record<Part, string>>) {
    this.trips = urls.trips;
    this.rates = urls.rates;
    this.weather = urls.weather;
    this.deals = urls.deals;
  }
}
