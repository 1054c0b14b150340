import { type Type, UseInterceptors } from '@nestjs/common';
import type { CachingInterceptor } from '../../contestants/nestjs/interceptors.js';
import type { RunningNest } from '../../contestants/nestjs/nest-cache.js';
import { startApp } from '../../contestants/nestjs/start-app.js';

/** Runs an app of one controller, all of whose handlers are cached, for as long as the check takes. */
export async function withApp<Result>(
  { interceptor, imports }: CachingInterceptor,
  controller: Type<unknown>,
  check: (running: RunningNest) => Promise<Result>,
): Promise<Result> {
  UseInterceptors(interceptor)(controller);
  const running = await startApp({ imports: imports(), controllers: [controller] }, 'express');
  try {
    return await check(running);
  } finally {
    await running.app.close();
  }
}

/** The body of a JSON answer. */
export async function bodyOf(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  return (await fetch(url, { headers })).json();
}
