import type { ServerResponse } from 'node:http';
import { BadGatewayException, Controller, Get, Param, Res } from '@nestjs/common';
import { type AnswerSource, CacheManager, keyOf } from '@sameflight/core';
import { UpstreamUrls } from './parts.js';

/** Tonight's hotel deals, by `@sameflight/core` alone. */
@Controller('api/deals')
export class DealsController {
  constructor(
    private readonly cache: CacheManager,
    private readonly upstreams: UpstreamUrls,
  ) {}

  @Get(':city')
  async find(
    @Param('city') city: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<unknown> {
    const { value, source } = await this.cache.getOrFetchWithInfo(
      keyOf('deals', city),
      ({ signal }) => this.#load(city, signal),
      {
        ttl: 15_000,
        staleWhileRevalidate: 20_000,
        staleIfError: 3_600_000,
        retryAfter: 5_000,
        flightTimeout: 5_000,
        tags: ['deals', `deals:${city}`],
      },
    );
    response.setHeader('Cache-Status', `sameflight; ${said[source]}`);
    return value;
  }

  async #load(city: string, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(`${this.upstreams.deals}/?q=${encodeURIComponent(city)}`, {
      signal,
    });
    if (!response.ok) throw new BadGatewayException(`The deals API says ${response.status}.`);
    return response.json();
  }
}

const said: Readonly<Record<AnswerSource, string>> = {
  hit: 'hit',
  stale: 'hit; detail=stale',
  joined: 'fwd=miss; collapsed',
  fetched: 'fwd=miss; stored',
  fallback: 'fwd=stale; detail=stale-if-error',
};
