import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ControllerInterceptor, HandlerInterceptor } from './coalescing-interceptor.js';
import { markCoalesced, OPTED_OUT } from './metadata.js';
import type { CoalesceOptions } from './options.js';

type HandlerOrController = MethodDecorator & ClassDecorator;

/**
 * Coalesces the calls of a handler: those who ask the same at the same time share one run of it, and its answer is
 * kept. On a controller it does so for all its handlers, with these options as their defaults.
 *
 * Options that cannot be meant, and handlers whose answers cannot be shared, are refused when the app starts.
 */
export function Coalesce(options: CoalesceOptions = {}): HandlerOrController {
  const onHandler = applyDecorators(markCoalesced(options), UseInterceptors(HandlerInterceptor));
  const onController = applyDecorators(
    markCoalesced(options),
    UseInterceptors(ControllerInterceptor),
  );
  return decorateEither(onHandler, onController);
}

/** Leaves a handler, or a controller with its handlers, to run for each caller, whatever interceptor is bound further out. */
export function NoCoalesce(): HandlerOrController {
  return markCoalesced(OPTED_OUT);
}

function decorateEither(
  onHandler: MethodDecorator,
  onController: ClassDecorator,
): HandlerOrController {
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (name !== undefined && descriptor !== undefined) onHandler(target, name, descriptor);
    else onController(target as never);
  };
}
