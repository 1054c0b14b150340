import { BadGatewayException, Controller, Get, Param } from '@nestjs/common';
import { keyOf } from '@sameflight/core';
import { Coalesce, FlightSignal } from '@sameflight/nestjs';
import { UpstreamUrls } from './parts.js';

interface Offer {
  readonly airline: string;
  readonly price: number;
}

interface Search {
  readonly offers: readonly Offer[];
  readonly version: number;
}

/** Trips to a city, by `@sameflight/nestjs`: the handler is costly, so it runs once for all who ask meanwhile. */
@Controller('api/trips')
export class TripsController {
  constructor(private readonly upstreams: UpstreamUrls) {}

  @Get(':city')
  @Coalesce({
    key: ({ params }) => keyOf('trips', params.city),
    ttl: 15_000,
    // Where the search fails, or takes longer than the soft timeout, yesterday's trips are better than none.
    staleIfError: 86_400_000,
    softTimeout: 300,
    retryAfter: 5_000,
    flightTimeout: 5_000,
    tags: ({ params }) => ['trips', `trips:${params.city}`],
  })
  async find(@Param('city') city: string, @FlightSignal() signal: AbortSignal): Promise<object> {
    const response = await fetch(`${this.upstreams.trips}/?q=${encodeURIComponent(city)}`, {
      signal,
    });
    if (!response.ok) throw new BadGatewayException(`The search says ${response.status}.`);
    const { offers, version } = (await response.json()) as Search;
    return { city, cheapest: [...offers].sort((a, b) => a.price - b.price).slice(0, 3), version };
  }
}
