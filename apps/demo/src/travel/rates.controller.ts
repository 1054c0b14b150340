import type { ServerResponse } from 'node:http';
import { BadGatewayException, Controller, Get, Param, Res } from '@nestjs/common';
import { CacheManager } from '@sameflight/core';
import { createFetch } from '@sameflight/fetch';
import { UpstreamUrls } from './parts.js';

/** Exchange rates, by `@sameflight/fetch`: this API says in its headers how long a rate may be used. */
@Controller('api/rates')
export class RatesController {
  readonly #fetch: ReturnType<typeof createFetch>;
  readonly #url: string;

  constructor(cache: CacheManager, upstreams: UpstreamUrls) {
    // Rates are the same for everyone, so even an error may be shared by those who wait.
    this.#fetch = createFetch({ cache, coalesce: 'always', flightTimeout: 5_000 });
    this.#url = upstreams.rates;
  }

  @Get(':currency')
  async find(
    @Param('currency') currency: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<unknown> {
    const answer = await this.#fetch(`${this.#url}/?q=${encodeURIComponent(currency)}`, {
      sameflight: { tags: ['rates', `rates:${currency}`] },
    });
    if (!answer.ok) throw new BadGatewayException(`The rates API says ${answer.status}.`);
    response.setHeader('Cache-Status', answer.headers.get('cache-status') ?? '');
    return answer.json();
  }
}
