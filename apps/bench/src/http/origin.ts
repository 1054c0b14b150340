import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** An HTTP server on loopback, in a process of its own. */
export interface Origin {
  readonly url: string;
  /** How many requests have arrived by now. */
  requests(): Promise<number>;
}

let running: Promise<Origin> | undefined;

/** The one that this process uses; it ends with it. */
export function origin(): Promise<Origin> {
  running ??= start();
  return running;
}

async function start(): Promise<Origin> {
  const child = fork(fileURLToPath(new URL('origin-process.js', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = async (): Promise<number> => (await once(child, 'message'))[0];
  const port = await answer();
  return {
    url: `http://127.0.0.1:${port}`,
    requests() {
      const count = answer();
      child.send('count');
      return count;
    },
  };
}
