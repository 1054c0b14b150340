import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the process of the visitors is told: so many requests, over so many connections at once. */
export interface Visit {
  readonly url: string;
  readonly requests: number;
  readonly connections: number;
}

/** Clients in a process of their own, so that their work is not counted as the server’s; they leave with this process. */
export class Visitors {
  readonly #child = fork(fileURLToPath(new URL('visitors-process.js', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

  /** Resolves when every request has been answered. */
  async come(visit: Visit): Promise<void> {
    const done = once(this.#child, 'message');
    this.#child.send(visit);
    const [failed] = await done;
    if (failed > 0) throw new Error(`${failed} requests to ${visit.url} failed`);
  }
}
