import 'reflect-metadata';
import type { INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { CacheManager } from '@sameflight/core';
import { onTestFinished } from 'vitest';
import {
  type CoalescingEventMap,
  CoalescingEvents,
  SameflightModule,
  type SameflightModuleOptions,
} from '../../src/index.js';

export type PassThroughEvent = CoalescingEventMap['pass-through'];

/** A Nest app that listens on loopback, until the test is over. */
export class RunningApp {
  readonly app: INestApplication;
  readonly url: string;
  /** Every call that was passed through. */
  readonly passedThrough: PassThroughEvent[] = [];

  constructor(app: INestApplication, url: string) {
    this.app = app;
    this.url = url;
    app.get(CoalescingEvents).on('pass-through', (event) => this.passedThrough.push(event));
  }

  get cache(): CacheManager {
    return this.app.get(CacheManager);
  }

  get reasons(): string[] {
    return this.passedThrough.map(({ reason }) => reason);
  }

  /** The next call that is passed through. */
  nextPassThrough(): Promise<PassThroughEvent> {
    return new Promise((resolve) => {
      const stop = this.app.get(CoalescingEvents).on('pass-through', (event) => {
        stop();
        resolve(event);
      });
    });
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  async json(path: string, init?: RequestInit): Promise<unknown> {
    return (await this.fetch(path, init)).json();
  }

  /** So many requests for the same path at once. */
  all(count: number, path: string, init?: RequestInit): Promise<Response[]> {
    return Promise.all(Array.from({ length: count }, () => this.fetch(path, init)));
  }

  /** Resolves when as many callers are aboard one flight. */
  aboard(waiters: number): Promise<void> {
    const { cache } = this;
    const isAboard = (): boolean => cache.flights().some((flight) => flight.waiters >= waiters);
    if (isAboard()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isAboard()) return;
        stopJoins();
        stopFetches();
        resolve();
      };
      const stopJoins = cache.on('join', look);
      // Told before the one who started it is aboard.
      const stopFetches = cache.on('fetch', () => queueMicrotask(look));
    });
  }
}

/** Starts an app with this module, and closes it when the test is over. */
export async function run(
  metadata: ModuleMetadata,
  adapter: AbstractHttpAdapter,
  configure: (app: INestApplication) => void = () => {},
): Promise<RunningApp> {
  const app = await NestFactory.create(moduleOf(metadata), adapter, {
    logger: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  configure(app);
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return new RunningApp(app, await app.getUrl());
}

/** Starts an app of one controller, with the one cache that these options make. */
export function serve(
  controller: Type<unknown>,
  adapter: AbstractHttpAdapter,
  options: SameflightModuleOptions = {},
): Promise<RunningApp> {
  const imports = [SameflightModule.forRoot(options)];
  return run({ imports, controllers: [controller] }, adapter);
}

export function moduleOf(metadata: ModuleMetadata): Type<unknown> {
  class TestModule {}
  Module(metadata)(TestModule);
  return TestModule;
}
