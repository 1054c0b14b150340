import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Observable, Subscription } from 'rxjs';
import { HandlerCall } from './handler-call.js';
import { nameOf } from './handler-traits.js';
import type { NamesOf } from './invalidate-options.js';
import { Invalidator, type Outdated } from './invalidator.js';
import { invalidateMetadata } from './metadata.js';
import { partOf } from './part-of.js';
import { nodeResponse } from './platform.js';
import { askForStrings } from './user-function.js';

/** What `@Invalidate()` binds to a handler. */
@Injectable()
export class InvalidatingInterceptor implements NestInterceptor, OnModuleInit {
  readonly #moduleRef: ModuleRef;
  #invalidator: Invalidator | undefined;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /** @throws {TypeError} where the app has no `SameflightModule` */
  onModuleInit(): void {
    this.#invalidator = partOf(this.#moduleRef, Invalidator, '@Invalidate()');
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const call = new HandlerCall(context);
    return onceDone(next.handle(), async (answer) => {
      if (succeeded(call)) await this.#invalidate(call, answer);
    });
  }

  async #invalidate(call: HandlerCall, answer: unknown): Promise<void> {
    const { context } = call;
    const { cache, keys, tags } = invalidateMetadata(context.getHandler()) ?? {};
    const name = `${context.getClass().name}.${nameOf(context.getClass(), context.getHandler())}`;
    this.#invalidator ??= partOf(this.#moduleRef, Invalidator, '@Invalidate()');
    const outdated = (): Outdated => ({
      cache,
      keys: namesIn('keys', keys, call, answer),
      tags: namesIn('tags', tags, call, answer),
    });
    await this.#invalidator.after(name, outdated);
  }
}

/**
 * `source`, whose one value waits for `work`, or whose end does, where there are more. One value is waited for even if
 * nobody else does: what it changes is changed all the same. Of more, those that nobody hears are left.
 */
function onceDone(
  source: Observable<unknown>,
  work: (last: unknown) => Promise<void>,
): Observable<unknown> {
  return new Observable((subscriber) => {
    const subscription = new Subscription();
    let count = 0;
    let last: unknown;
    const leave = (): void => (count > 1 ? subscription.unsubscribe() : undefined);
    const values = source.subscribe({
      next: (value) => {
        count++;
        if (count === 2) subscriber.next(last);
        if (count > 1) subscriber.next(value);
        last = value;
        if (subscriber.closed) leave();
      },
      error: (error: unknown) => subscriber.error(error),
      complete: async () => {
        await work(last);
        if (count === 1) subscriber.next(last);
        subscriber.complete();
      },
    });
    subscription.add(values);
    return leave;
  });
}

function namesIn(
  option: string,
  names: NamesOf = [],
  call: HandlerCall,
  answer: unknown,
): readonly string[] {
  return typeof names === 'function' ? askForStrings(option, () => names(call, answer)) : names;
}

function succeeded({ response }: HandlerCall): boolean {
  return response === undefined || nodeResponse(response).statusCode < 400;
}
