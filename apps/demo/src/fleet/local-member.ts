import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CacheManager, keyOf } from '@sameflight/core';
import { flightView } from '../live/flight-view.js';
import { HostGuard } from '../live/host.guard.js';
import { isLoopback } from '../live/loopback.js';
import { Meter } from '../live/meter.js';
import { FailureFilter } from '../travel/failure.filter.js';
import type { Member, Report } from './member.js';

/** The travel service in this process. */
export class LocalMember implements Member {
  readonly app: NestExpressApplication;
  readonly cache: CacheManager;
  readonly isGone = false;
  readonly #meter = new Meter();
  #isOn = true;
  #url = '';

  private constructor(app: NestExpressApplication) {
    this.app = app;
    this.cache = app.get(CacheManager);
    app.useGlobalFilters(new FailureFilter());
    app.useGlobalGuards(new HostGuard());
    app.useBodyParser('json');
    app.use(this.#meter.middleware);
    app.use((request: IncomingMessage, _response: unknown, next: () => void) => {
      if (!this.#isOn) request.url = request.url?.replace(/^\/api\//, '/without/') ?? '/';
      next();
    });
  }

  static async create(module: DynamicModule): Promise<LocalMember> {
    const options: NestApplicationOptions = {
      logger: false,
      abortOnError: false,
      forceCloseConnections: true,
      // JSON alone: a form can come from any site.
      bodyParser: false,
    };
    return new LocalMember(await NestFactory.create<NestExpressApplication>(module, options));
  }

  /** @throws what the system says of a port that is taken, or of a host that is not here */
  async listen(port: number, host: string): Promise<void> {
    await this.app.listen(port, host);
    this.#url = await this.app.getUrl();
  }

  get url(): string {
    return this.#url;
  }

  /** Whether other machines can reach it. */
  get isOpen(): boolean {
    const { address } = this.app.getHttpServer().address() as AddressInfo;
    return !isLoopback(address);
  }

  report(): Report {
    return { ...this.#meter.take(), flights: this.cache.flights().map(flightView) };
  }

  async turn(isOn: boolean): Promise<void> {
    this.#isOn = isOn;
  }

  async expire(): Promise<void> {
    // What HTTP stores expires as its responses say.
    const keys = [...this.cache.keys()].filter((key) => !key.startsWith(keyOf('http')));
    for (const key of keys) this.cache.expire(key);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
