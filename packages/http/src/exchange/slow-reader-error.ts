import { SameflightError } from '@sameflight/core';

/** A reader of a body that is too long to be kept fell further behind than the buffer reaches. The others read on. */
export class SlowReaderError extends SameflightError {
  static readonly code: string = 'SLOW_READER';
  override readonly code: string = 'SLOW_READER';

  constructor(limit: number) {
    super(
      `a reader of a shared body fell more than ${limit} bytes behind the fastest one: read faster, or raise maxEntryBytes`,
    );
  }
}
