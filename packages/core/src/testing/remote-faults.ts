/** What a tier asks its server to do. */
export type RemoteOperation =
  | 'read'
  | 'claim'
  | 'lease.renew'
  | 'lease.write'
  | 'lease.release'
  | 'write'
  | 'delete'
  | 'deleteByTag'
  | 'clear';

export interface FaultOptions {
  /** How often. @default Infinity */
  readonly times?: number;
  /** What the operation rejects with. */
  readonly error?: unknown;
  /** Does the server do it all the same, so that only its answer is lost? @default false */
  readonly isApplied?: boolean;
}

/** Operations that are held until they are let go. */
export interface HeldOperations {
  /** How many are held. */
  readonly waiting: number;
  /** Lets those go that are held, and holds no more. */
  release(): void;
}

interface Fault {
  timesLeft: number;
  readonly error: unknown;
  readonly isApplied: boolean;
}

/** What is to go wrong between one tier and its server. */
export class RemoteFaults {
  readonly #faults: Map<RemoteOperation, Fault> = new Map();
  readonly #holds: Map<RemoteOperation, Hold> = new Map();
  isCutOff = false;

  fail(operation: RemoteOperation, options: FaultOptions): void {
    const { times = Number.POSITIVE_INFINITY, isApplied = false } = options;
    const { error = new Error(`${operation}: the server did not answer`) } = options;
    this.#faults.set(operation, { timesLeft: times, error, isApplied });
  }

  hold(operation: RemoteOperation): HeldOperations {
    const hold = this.#holds.get(operation) ?? new Hold(() => this.#holds.delete(operation));
    this.#holds.set(operation, hold);
    return hold;
  }

  heal(): void {
    this.#faults.clear();
    for (const hold of [...this.#holds.values()]) hold.release();
  }

  /** Does one operation, or what is to go wrong with it. */
  async pass<Result>(operation: RemoteOperation, act: () => Result): Promise<Result> {
    await this.#holds.get(operation)?.wait();
    return this.passNow(operation, act);
  }

  /** As `pass`, for what does not wait. */
  passNow<Result>(operation: RemoteOperation, act: () => Result): Result {
    if (this.isCutOff) throw new Error(`${operation}: cut off from the server`);
    const fault = this.#take(operation);
    if (fault === undefined) return act();
    if (fault.isApplied) act();
    throw fault.error;
  }

  #take(operation: RemoteOperation): Fault | undefined {
    const fault = this.#faults.get(operation);
    if (fault === undefined) return undefined;
    fault.timesLeft--;
    if (fault.timesLeft <= 0) this.#faults.delete(operation);
    return fault;
  }
}

class Hold implements HeldOperations {
  readonly #letGo: (() => void)[] = [];
  readonly #onRelease: () => void;

  constructor(onRelease: () => void) {
    this.#onRelease = onRelease;
  }

  get waiting(): number {
    return this.#letGo.length;
  }

  wait(): Promise<void> {
    return new Promise((resolve) => this.#letGo.push(resolve));
  }

  release(): void {
    this.#onRelease();
    for (const letGo of this.#letGo.splice(0)) letGo();
  }
}
