import { RemoteTimeoutError } from './errors.js';

/**
 * What `work` settles to, unless `timeout` milliseconds pass first. No client's own timeout is relied upon:
 * none of them ends a command that is already written.
 *
 * The timer keeps the process alive, since somebody waits for the answer; it lives for `timeout` at most.
 *
 * @throws {RemoteTimeoutError} when the time has passed; `work` goes on unheard
 */
export function withDeadline<Value>(
  operation: string,
  timeout: number,
  work: () => Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const expire = () => reject(new RemoteTimeoutError(operation, timeout));
    // After a blocked event loop the timer comes first and the answer waits in the socket: let it be read.
    const timer = setTimeout(() => setImmediate(() => setImmediate(expire)), timeout);
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
