import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Coalesce, SameflightModule } from '@sameflight/nestjs';

// biome-ignore format: ten lines
@Controller('rates') class Rates {
  #runs = 0;
  @Get() @Coalesce({ ttl: 5_000 }) async find() { return { runs: ++this.#runs }; }
}
// biome-ignore format: ten lines
@Module({ imports: [SameflightModule.forRoot()], controllers: [Rates] }) class App {}
const app = await NestFactory.create(App, { logger: ['error'] });
await app.listen(Number(process.env.PORT), '127.0.0.1');
