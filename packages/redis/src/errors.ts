import { SameflightError } from '@sameflight/core';

/** Redis did not answer within the tier's `timeout`. What was asked may still have been done. */
export class RemoteTimeoutError extends SameflightError {
  static readonly code: string = 'REMOTE_TIMEOUT';
  override readonly code: string = 'REMOTE_TIMEOUT';

  constructor(operation: string, timeout: number) {
    super(`Redis did not answer ${operation} within the timeout of ${timeout} ms`);
  }
}

/** Redis failed too often in a row, and is left alone until it answers a probe. */
export class RemoteUnavailableError extends SameflightError {
  static readonly code: string = 'REMOTE_UNAVAILABLE';
  override readonly code: string = 'REMOTE_UNAVAILABLE';

  constructor(operation: string, cause: unknown) {
    super(`Redis is out of reach; ${operation} was not tried`, { cause });
  }
}

/** An answer from Redis belongs to another question. Its connection is dropped. */
export class RemoteIntegrityError extends SameflightError {
  static readonly code: string = 'REMOTE_INTEGRITY';
  override readonly code: string = 'REMOTE_INTEGRITY';
}

/** A record in Redis cannot be read. It counts as a miss. */
export class UnreadableRecordError extends SameflightError {
  static readonly code: string = 'UNREADABLE_RECORD';
  override readonly code: string = 'UNREADABLE_RECORD';
}

/** A record in Redis stands under another's key. It counts as a miss. */
export class MisplacedRecordError extends SameflightError {
  static readonly code: string = 'MISPLACED_RECORD';
  override readonly code: string = 'MISPLACED_RECORD';
}

/** A value cannot be written to Redis as it is. Its callers got it nevertheless. */
export class UnwritableValueError extends SameflightError {
  static readonly code: string = 'UNWRITABLE_VALUE';
  override readonly code: string = 'UNWRITABLE_VALUE';
}

/** Is it the record that is at fault, and not Redis? */
export function isUnusable(error: unknown): boolean {
  return error instanceof UnreadableRecordError || error instanceof MisplacedRecordError;
}

/**
 * Did the server itself say no? Its error replies begin with a code in capitals, in every client:
 * `OOM command not allowed`, `READONLY You can't write`; failures of a connection do not.
 */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && /^[A-Z]{2,} /.test(error.message);
}
