import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { Coalescer } from './coalescer.js';
import { currentFlight } from './current-flight.js';
import { HandlerFlight } from './handler-flight.js';
import { LoneFlight } from './lone-flight.js';
import { coalesceMetadata, OPTED_OUT } from './metadata.js';
import { partOf } from './part-of.js';

/**
 * Coalesces the calls of every handler it is bound to: with `@UseInterceptors(CoalescingInterceptor)`, or for the whole
 * app with `{ provide: APP_INTERCEPTOR, useClass: CoalescingInterceptor }`. `@Coalesce()` binds it by itself.
 */
@Injectable()
export class CoalescingInterceptor implements NestInterceptor, OnModuleInit {
  readonly #moduleRef: ModuleRef;
  #coalescer: Coalescer | undefined;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /** @throws {TypeError} where the app has no `SameflightModule` */
  onModuleInit(): void {
    this.#coalescer = partOf(this.#moduleRef, Coalescer, this.constructor.name);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.leavesTo(context) || isInside(context)) return next.handle();
    this.#coalescer ??= partOf(this.#moduleRef, Coalescer, this.constructor.name);
    return this.#coalescer.answer(context, next);
  }

  /** Does an interceptor further in, nearer to the handler, do it? That of `@Coalesce()` does. */
  protected leavesTo(context: ExecutionContext): boolean {
    return isBound(context.getHandler()) || isBound(context.getClass());
  }
}

/** What `@Coalesce()` binds to a controller. */
@Injectable()
export class ControllerInterceptor extends CoalescingInterceptor {
  protected override leavesTo(context: ExecutionContext): boolean {
    return isBound(context.getHandler());
  }
}

/** What `@Coalesce()` binds to a handler. */
@Injectable()
export class HandlerInterceptor extends CoalescingInterceptor {
  protected override leavesTo(): boolean {
    return false;
  }
}

/** Does an interceptor further out coalesce this call already? */
function isInside(context: ExecutionContext): boolean {
  const flight = currentFlight();
  const isHandlers = flight instanceof HandlerFlight || flight instanceof LoneFlight;
  return isHandlers && flight.call.context === context;
}

function isBound(target: object): boolean {
  const metadata = coalesceMetadata(target);
  return metadata !== undefined && metadata !== OPTED_OUT;
}
