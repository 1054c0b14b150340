import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { RedisTierOptions } from '../../src/index.js';

/** What the test tells a process. */
export type Order =
  | { readonly id: number; readonly kind: 'get'; readonly key: string; readonly callers: number }
  | { readonly id: number; readonly kind: 'read' | 'delete'; readonly key: string }
  | { readonly id: number; readonly kind: 'deleteByTag'; readonly tag: string }
  | { readonly id: number; readonly kind: 'clear' }
  | { readonly id: number; readonly kind: 'block'; readonly time: number }
  | { readonly id: number; readonly kind: 'fetched'; readonly value: unknown };

type Command = Order extends infer One
  ? One extends { id: number }
    ? Omit<One, 'id'>
    : never
  : never;

/** What a process tells the test. */
export type Answer =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string }
  | { readonly kind: 'fetch'; readonly id: number; readonly key: string };

export interface Got {
  readonly values: readonly unknown[];
  /** In milliseconds, for all callers together. */
  readonly taken: number;
  /** Failures of Redis since the process began. */
  readonly failures: number;
}

/** The service that the fleet fetches from: the test itself. */
export type Upstream = (key: string, process: FleetProcess) => Promise<unknown>;

const worker = new URL('./fleet-worker.ts', import.meta.url);
const loader = new URL('./typescript.mjs', import.meta.url).href;

export class FleetProcess {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly #orders = new Map<number, (answer: Answer) => void>();
  #count = 0;

  constructor(settings: object, upstream: Upstream) {
    this.child = fork(worker, [JSON.stringify(settings)], {
      execArgv: [
        '--import',
        loader,
        '--unhandled-rejections=strict',
        '--disable-warning=ExperimentalWarning',
      ],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ready = new Promise((resolve) => this.#orders.set(0, () => resolve()));
    this.child.on('message', (answer: Answer) => {
      if (answer.kind !== 'fetch') return this.#orders.get(answer.id)?.(answer);
      void upstream(answer.key, this).then((value) => {
        if (this.child.connected) this.child.send({ kind: 'fetched', id: answer.id, value });
      });
    });
  }

  order(command: Command): Promise<unknown> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#orders.set(id, (answer) => {
        this.#orders.delete(id);
        if (answer.kind === 'done') resolve(answer.value);
        else if (answer.kind === 'failed') reject(new Error(answer.error));
      });
      this.child.send({ ...command, id });
    });
  }

  get(key: string, callers = 1): Promise<Got> {
    return this.order({ kind: 'get', key, callers }) as Promise<Got>;
  }

  /** Sends a signal, and waits for the end if it is one that ends. Gives the exit code. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }
}

/** Several processes over one Redis. */
export class Fleet {
  readonly processes: FleetProcess[] = [];
  readonly #settings: object;
  readonly #upstream: Upstream;

  private constructor(settings: object, upstream: Upstream) {
    this.#settings = settings;
    this.#upstream = upstream;
  }

  static async start(
    size: number,
    settings: { readonly socket: string } & Omit<RedisTierOptions, 'client'>,
    upstream: Upstream,
  ): Promise<Fleet> {
    const fleet = new Fleet(settings, upstream);
    await Promise.all(Array.from({ length: size }, () => fleet.add()));
    return fleet;
  }

  /** Starts one more process. */
  async add(): Promise<FleetProcess> {
    const one = new FleetProcess(this.#settings, this.#upstream);
    this.processes.push(one);
    await one.ready;
    return one;
  }

  /** Kills a process, whatever it is at. */
  async lose(one: FleetProcess): Promise<void> {
    this.processes.splice(this.processes.indexOf(one), 1);
    await one.end('SIGKILL');
  }

  /** Every process asks for the key at once. */
  getAll(key: string, callers: number): Promise<Got[]> {
    return Promise.all(this.processes.map((one) => one.get(key, callers)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.end('SIGKILL')));
  }
}
