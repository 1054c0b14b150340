import { FlightTimeoutError, SameflightError } from '@sameflight/core';
import { expectTypeOf, it } from 'vitest';

it('every error of the family is recognised by instanceof, by the compiler too', () => {
  const error: unknown = undefined;

  if (error instanceof SameflightError) expectTypeOf(error.code).toEqualTypeOf<string>();
  if (error instanceof FlightTimeoutError) expectTypeOf(error).toExtend<SameflightError>();
});
