import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Observable } from 'rxjs';
import { CoalescingEvents } from './events.js';
import { HandlerCall } from './handler-call.js';
import { Routes } from './routes.js';
import { Visit } from './visit.js';

/** Answers calls of handlers, for every interceptor of the app. */
@Injectable()
export class Coalescer {
  readonly #routes: Routes;
  readonly #events: CoalescingEvents;

  constructor(@Inject(Routes) routes: Routes, @Inject(CoalescingEvents) events: CoalescingEvents) {
    this.#routes = routes;
    this.#events = events;
  }

  /** Each subscription asks anew, as an operator that retries expects. */
  answer(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.#routes.of(context.getClass(), context.getHandler());
    const visitor = { call: new HandlerCall(context), route, next, events: this.#events };
    return new Observable((subscriber) => {
      const visit = new Visit(visitor, subscriber);
      visit.start();
      return () => visit.end();
    });
  }
}
