import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Param, UseInterceptors } from '@nestjs/common';
import { Coalesce, SameflightModule } from '@sameflight/nestjs';
import type { NestCache } from './nest-cache.js';
import { startApp } from './start-app.js';

const ONE_HOUR = 3_600_000;

const bare: NestCache = {
  name: 'no cache',
  open({ platform, load }) {
    @Controller('rates')
    class Rates {
      @Get(':id')
      find(@Param('id') id: string): object {
        return load(id);
      }
    }
    return startApp({ controllers: [Rates] }, platform);
  },
};

const ours: NestCache = {
  name: 'sameflight',
  open({ platform, load }) {
    @Controller('rates')
    class Rates {
      @Get(':id')
      @Coalesce()
      async find(@Param('id') id: string): Promise<object> {
        return load(id);
      }
    }
    const imports = [SameflightModule.forRoot({ ttl: ONE_HOUR })];
    return startApp({ imports, controllers: [Rates] }, platform);
  },
};

const cacheManager: NestCache = {
  name: '@nestjs/cache-manager',
  open({ platform, load }) {
    @Controller('rates')
    @UseInterceptors(CacheInterceptor)
    class Rates {
      @Get(':id')
      find(@Param('id') id: string): object {
        return load(id);
      }
    }
    const imports = [CacheModule.register({ ttl: ONE_HOUR })];
    return startApp({ imports, controllers: [Rates] }, platform);
  },
};

/** In the order of the report. */
export const nestCaches: readonly NestCache[] = [ours, bare, cacheManager];
