import { GatewayTimeoutException, ServiceUnavailableException } from '@nestjs/common';
import {
  ClosedError,
  FlightTimeoutError,
  OverloadedError,
  WaitTimeoutError,
} from '@sameflight/core';

/** A failure of the cache's own, in the words of the host. What handlers throw stays the same object. */
export function hostError(error: unknown, kind: string): unknown {
  if (kind !== 'http') return error;
  const options = { cause: error };
  if (error instanceof FlightTimeoutError || error instanceof WaitTimeoutError)
    return new GatewayTimeoutException('The answer took too long', options);
  if (error instanceof OverloadedError || error instanceof ClosedError)
    return new ServiceUnavailableException('The service is busy', options);
  return error;
}
