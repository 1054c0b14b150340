import 'reflect-metadata';
import type { INestApplicationContext, Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onTestFinished } from 'vitest';
import {
  type CoalescingEventMap,
  CoalescingEvents,
  SameflightModule,
  type SameflightModuleOptions,
} from '../../src/index.js';
import { moduleOf } from './running-app.js';

/** An app without a server: its providers, until the test is over. */
export class RunningContext {
  readonly app: INestApplicationContext;
  readonly passedThrough: CoalescingEventMap['pass-through'][] = [];

  constructor(app: INestApplicationContext) {
    this.app = app;
    app.get(CoalescingEvents).on('pass-through', (event) => this.passedThrough.push(event));
  }

  get<Part>(token: Type<Part>): Part {
    return this.app.get(token);
  }
}

export async function provide(
  providers: Provider[],
  options: SameflightModuleOptions = {},
): Promise<RunningContext> {
  const module = moduleOf({ imports: [SameflightModule.forRoot(options)], providers });
  const app = await NestFactory.createApplicationContext(module, {
    logger: false,
    abortOnError: false,
  });
  onTestFinished(() => app.close());
  return new RunningContext(app);
}
