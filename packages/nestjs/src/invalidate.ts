import { applyDecorators, UseInterceptors } from '@nestjs/common';
import type { InvalidateOptions } from './invalidate-options.js';
import { InvalidatingInterceptor } from './invalidating-interceptor.js';
import { markInvalidating } from './metadata.js';

/**
 * On a handler that changes things: once it has succeeded, and before its caller hears so, what was fetched before is
 * no longer served. A handler that throws, or sets a status of 400 or more, invalidates nothing.
 */
export function Invalidate(options: InvalidateOptions): MethodDecorator {
  return applyDecorators(markInvalidating(options), UseInterceptors(InvalidatingInterceptor));
}
