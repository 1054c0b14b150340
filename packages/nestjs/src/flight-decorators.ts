import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FetchContext } from '@sameflight/core';
import { currentFlight } from './current-flight.js';
import { departureSignal } from './departure.js';
import { HandlerCall } from './handler-call.js';
import { LoneFlight } from './lone-flight.js';

/** A decorator for a parameter of a handler. */
export type ParameterDecoratorFactory = () => ParameterDecorator;

/**
 * Injects the flight that the handler runs in: its `signal`, its `stale` value, and how the handler says what is to
 * become of its answer (`store`, `doNotStore`, `notModified`). In a call that was passed through, nothing is stored.
 */
export const CurrentFlight: ParameterDecoratorFactory = createParamDecorator(
  (_: unknown, context: ExecutionContext): FetchContext => flightOf(context),
);

/** Injects the flight's signal, which aborts when the last caller has left, or when the flight takes too long. */
export const FlightSignal: ParameterDecoratorFactory = createParamDecorator(
  (_: unknown, context: ExecutionContext): AbortSignal => flightOf(context).signal,
);

/** A handler that nothing coalesces has one caller, whose leaving it can hear of all the same. */
function flightOf(context: ExecutionContext): FetchContext {
  const flight = currentFlight();
  if (flight !== undefined) return flight;
  const call = new HandlerCall(context);
  return new LoneFlight(call, departureSignal(call));
}
