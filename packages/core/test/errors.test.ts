import {
  CircularFlightError,
  ClosedError,
  FlightAbandonedError,
  FlightTimeoutError,
  OverloadedError,
  SameflightError,
  WaitTimeoutError,
} from '@sameflight/core';
import { describe, expect, it } from 'vitest';

const all = [
  new FlightTimeoutError('key', 10),
  new WaitTimeoutError('key', 10),
  new FlightAbandonedError('key'),
  new CircularFlightError('key'),
  new OverloadedError('key', 10),
  new ClosedError(),
];
const classes = [
  FlightTimeoutError,
  WaitTimeoutError,
  FlightAbandonedError,
  CircularFlightError,
  OverloadedError,
  ClosedError,
];

describe('the cache’s own errors are one family', () => {
  it('is told apart by class and by code, each one class and all of them errors', () => {
    for (const [index, error] of all.entries()) {
      expect(error).toBeInstanceOf(SameflightError);
      expect(error).toBeInstanceOf(Error);
      expect(classes.filter((one) => error instanceof one)).toEqual([classes[index]]);
      expect(error.name).toBe(classes[index]?.name);
      expect(error.code).toBe(classes[index]?.code);
    }
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  });

  it.each([new Error('other'), { code: 'CLOSED' }, null, undefined, 'CLOSED'])(
    'does not count %s',
    (other) => {
      expect((other as unknown) instanceof SameflightError).toBe(false);
      expect((other as unknown) instanceof ClosedError).toBe(false);
    },
  );

  it('has room for those of adapters, with a cause', () => {
    class LeaseLostError extends SameflightError {
      static readonly code: string = 'LEASE_LOST';
      override readonly code: string = 'LEASE_LOST';
    }
    const cause = new Error('down');

    const error = new LeaseLostError('the lease was lost', { key: 'k'.repeat(500), cause });

    expect(error).toMatchObject({ name: 'LeaseLostError', cause, code: 'LEASE_LOST' });
    expect(error.key?.length).toBeLessThan(150);
    expect(error).toBeInstanceOf(SameflightError);
    expect(error).not.toBeInstanceOf(ClosedError);
    expect('cause' in new ClosedError()).toBe(false);
  });
});
