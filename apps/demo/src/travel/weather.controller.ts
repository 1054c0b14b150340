import type { ServerResponse } from 'node:http';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { coalesce } from '@sameflight/axios';
import { CacheManager } from '@sameflight/core';
import axios, { type AxiosInstance } from 'axios';
import { UpstreamUrls } from './parts.js';

/** The weather, by `@sameflight/axios`: this API says nothing of freshness, so we do. */
@Controller('api/weather')
export class WeatherController {
  readonly #api: AxiosInstance;

  constructor(cache: CacheManager, upstreams: UpstreamUrls) {
    this.#api = coalesce(axios.create({ baseURL: upstreams.weather }), {
      cache,
      coalesce: 'always',
      ttl: (_request, { status }) => (status === 200 ? 15_000 : undefined),
      staleWhileRevalidate: 20_000,
      staleIfError: 3_600_000,
      flightTimeout: 5_000,
    });
  }

  @Get(':city')
  async find(
    @Param('city') city: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<unknown> {
    const { data, headers } = await this.#api.get<unknown>('/', {
      params: { q: city },
      sameflight: { tags: ['weather', `weather:${city}`] },
    });
    response.setHeader('Cache-Status', String(headers['cache-status']));
    return data;
  }
}
