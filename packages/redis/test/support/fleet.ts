import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { RedisTierOptions } from '../../src/index.js';
import { bundle } from './bundle.js';

/** What the test tells a process. */
export type Order =
  | { readonly id: number; readonly kind: 'get'; readonly key: string; readonly callers: number }
  | { readonly id: number; readonly kind: 'read' | 'delete' | 'hear'; readonly key: string }
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
  /** All callers of an order to get have asked; none is answered yet. */
  | { readonly kind: 'asked'; readonly id: number }
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

let worker: Promise<string> | undefined;

export class FleetProcess {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly #orders = new Map<number, (answer: Answer) => void>();
  #count = 0;

  constructor(program: string, settings: object, upstream: Upstream) {
    this.child = fork(program, [JSON.stringify(settings)], {
      execArgv: ['--unhandled-rejections=strict'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ready = new Promise((resolve, reject) => {
      this.#orders.set(0, () => resolve());
      this.child.once('exit', () => reject(new Error('a process ended before it was ready')));
    });
    this.child.on('message', (answer: Answer) => {
      if (answer.kind !== 'fetch') return this.#orders.get(answer.id)?.(answer);
      void upstream(answer.key, this).then((value) => {
        if (this.child.connected) this.child.send({ kind: 'fetched', id: answer.id, value });
      });
    });
  }

  /** @param onAsked is called once all callers of an order to get have asked */
  order(command: Command, onAsked?: () => void): Promise<unknown> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#orders.set(id, (answer) => {
        if (answer.kind === 'asked') return onAsked?.();
        this.#orders.delete(id);
        if (answer.kind === 'done') resolve(answer.value);
        else if (answer.kind === 'failed') reject(new Error(answer.error));
      });
      this.child.send({ ...command, id });
    });
  }

  get(key: string, callers = 1, onAsked?: () => void): Promise<Got> {
    return this.order({ kind: 'get', key, callers }, onAsked) as Promise<Got>;
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
  /** Settles once every process that `getAll` concerns has asked. */
  allAsked: Promise<unknown> = Promise.resolve();
  readonly #program: string;
  readonly #settings: object;
  readonly #upstream: Upstream;

  private constructor(program: string, settings: object, upstream: Upstream) {
    this.#program = program;
    this.#settings = settings;
    this.#upstream = upstream;
  }

  static async start(
    size: number,
    settings: { readonly socket: string } & Omit<RedisTierOptions, 'client'>,
    upstream: Upstream,
  ): Promise<Fleet> {
    worker ??= bundle('fleet-worker');
    const fleet = new Fleet(await worker, settings, upstream);
    await Promise.all(Array.from({ length: size }, () => fleet.add()));
    return fleet;
  }

  /** Starts one more process. */
  async add(): Promise<FleetProcess> {
    const one = new FleetProcess(this.#program, this.#settings, this.#upstream);
    this.processes.push(one);
    await one.ready;
    return one;
  }

  /** Kills a process, whatever it is at. */
  async lose(one: FleetProcess): Promise<void> {
    this.processes.splice(this.processes.indexOf(one), 1);
    await one.end('SIGKILL');
  }

  /** The first `size` processes ask for the key at once. */
  getAll(key: string, callers: number, size: number = this.processes.length): Promise<Got[]> {
    const asked = this.processes.slice(0, size).map((one) => {
      let got: Promise<Got> | undefined;
      const hasAsked = new Promise<void>((resolve) => {
        got = one.get(key, callers, resolve);
      });
      return { hasAsked, got: got as unknown as Promise<Got> };
    });
    this.allAsked = Promise.all(asked.map(({ hasAsked }) => hasAsked));
    return Promise.all(asked.map(({ got }) => got));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.end('SIGKILL')));
  }
}
