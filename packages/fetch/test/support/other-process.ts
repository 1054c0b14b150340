import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A response, as one process tells another of it. */
export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the test asks the process for; the body is in base64 on its way. */
export interface Wanted {
  readonly url: string;
  readonly init?: {
    readonly method?: string;
    readonly cache?: NonNullable<RequestInit['cache']>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** Another process with a fetch over the same Redis. */
export class OtherProcess {
  readonly #child: ChildProcess;

  private constructor(socket: string) {
    const loader = new URL('./typescript.mjs', import.meta.url).href;
    this.#child = fork(new URL('./fetch-worker.ts', import.meta.url), [socket], {
      execArgv: ['--import', loader, '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  static async start(socket: string): Promise<OtherProcess> {
    const other = new OtherProcess(socket);
    await once(other.#child, 'message');
    return other;
  }

  /** One at a time. */
  async fetch(url: string, init?: Wanted['init']): Promise<Told> {
    this.#child.send({ url, ...(init === undefined ? {} : { init }) } satisfies Wanted);
    const [told] = (await once(this.#child, 'message')) as [Told];
    return told;
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
