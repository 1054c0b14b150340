import type { DynamicModule } from '@nestjs/common';
import type { RemoteTier } from '@sameflight/core';
import { SameflightModule } from '@sameflight/nestjs';
import { DealsController } from './deals.controller.js';
import { UpstreamUrls } from './parts.js';
import { RatesController } from './rates.controller.js';
import { TripsController } from './trips.controller.js';
import { WeatherController } from './weather.controller.js';
import { WithoutController } from './without.controller.js';

class TravelModule {}

/** The travel service: four parts, one cache. With a `remote` tier all processes share what it holds and fetches. */
export function travelModule(upstreams: UpstreamUrls, remote?: RemoteTier): DynamicModule {
  return {
    module: TravelModule,
    imports: [SameflightModule.forRoot({ maxEntries: 10_000, ...(remote && { remote }) })],
    controllers: [
      TripsController,
      RatesController,
      WeatherController,
      DealsController,
      WithoutController,
    ],
    providers: [{ provide: UpstreamUrls, useValue: upstreams }],
  };
}
