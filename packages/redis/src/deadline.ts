import { performance } from 'node:perf_hooks';
import { RemoteTimeoutError } from './errors.js';

/** The time that some work has been given. */
export interface Term {
  /** Past it nobody hears how the work comes out: it is to begin nothing more. */
  readonly isOver: boolean;
}

/**
 * What `work` settles to, unless `timeout` milliseconds pass first. No client's own timeout is relied upon:
 * none of them ends a command that is already written.
 *
 * Time in which this process was too busy to listen is no fault of Redis: if that was most of it, it is given once more.
 * The timer keeps the process alive, since somebody waits for the answer.
 *
 * @throws {RemoteTimeoutError} when the time has passed; `work` goes on unheard
 */
export function withDeadline<Value>(
  operation: string,
  timeout: number,
  work: (term: Term) => Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const busyBefore = busyTime();
    const term = { isOver: false };
    const expire = () => {
      term.isOver = true;
      reject(new RemoteTimeoutError(operation, timeout));
    };
    // After a blocked event loop timers come first, and answers wait in the socket: they are read before the verdict.
    const read = (then: () => void) => setImmediate(() => setImmediate(then));
    let timer = setTimeout(() => {
      const busy = Math.min(busyTime() - busyBefore, timeout);
      if (busy > timeout / 2) timer = setTimeout(() => read(expire), busy);
      else read(expire);
    }, timeout);
    const clear = () => clearTimeout(timer);
    work(term).then(
      (value) => {
        clear();
        resolve(value);
      },
      (error: unknown) => {
        clear();
        reject(error);
      },
    );
  });
}

/** For how long this process has run code, not waited, in milliseconds. */
function busyTime(): number {
  return performance.eventLoopUtilization().active;
}
