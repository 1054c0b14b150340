import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** Milliseconds after which the process is ended and the promise rejects. */
  readonly timeout?: number;
}

/** Runs a module in a process of its own, and gives what it sends to its parent. What it prints is lost. */
export function inOwnProcess<Result>(
  module: URL,
  { args = [], nodeOptions = [], timeout = 3_600_000 }: ProcessOptions = {},
): Promise<Result> {
  const child = fork(fileURLToPath(module), args, {
    execArgv: [...nodeOptions],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout,
    killSignal: 'SIGKILL',
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk}`.slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as Result));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(
        new Error(`${module.pathname} ended (${signal ?? code}) without a result\n${complaints}`),
      );
    });
  });
}

/** Sends the result to the parent, and ends this process whatever a library has left running. */
export function report(result: unknown): void {
  process.send?.(result, () => process.exit());
}
