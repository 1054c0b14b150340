import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PATIENCE = 5_000;

/** Does a process that used the library end by itself? */
export function exitsByItself(contestant: string): Promise<boolean> {
  const module = fileURLToPath(new URL('exit-process.js', import.meta.url));
  const child = fork(module, [contestant], { stdio: 'ignore', execArgv: [] });
  return new Promise((resolve) => {
    child.once('message', () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      child.once('exit', (code) => {
        clearTimeout(timer);
        resolve(code === 0);
      });
    });
    child.once('error', () => resolve(false));
  });
}
