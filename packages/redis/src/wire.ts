import { RemoteIntegrityError } from './errors.js';
import type { Link } from './link.js';
import type { Script } from './scripts/script.js';

/** What a script said, its nonce taken off. */
export type Reply = readonly (Buffer | number | null)[];

/** Asks Redis over the link, and makes sure that each answer belongs to its question. */
export class Wire {
  readonly #link: Link;
  readonly #node: string;
  readonly #onBreach: (error: RemoteIntegrityError) => void;
  #count = 0;

  /** @param node tells this process from the others */
  constructor(link: Link, node: string, onBreach: (error: RemoteIntegrityError) => void) {
    this.#link = link;
    this.#node = node;
    this.#onBreach = onBreach;
  }

  /** A text that nobody else has, in this process or another. */
  unique(): string {
    return `${this.#node}.${(this.#count++).toString(36)}`;
  }

  /** @throws {RemoteIntegrityError} for an answer to something else; the connection is dropped, since no later answer on it can be trusted */
  async run(
    script: Script,
    keys: readonly string[],
    ...args: readonly (string | number | Buffer)[]
  ): Promise<Reply> {
    const nonce = this.unique();
    const { connection } = this.#link;
    // No detour by a promise while connected: what is asked in one tick goes out in one write.
    const open = connection instanceof Promise ? await connection : connection;
    const reply = await open.run(script, keys, [nonce, ...args.map(toArgument)]);
    if (Array.isArray(reply) && String(reply[0]) === nonce) return reply.slice(1) as Reply;
    throw this.#breach();
  }

  /**
   * As the connection's own, its nonce taken off. `undefined` where the connection cannot do that.
   *
   * @throws {RemoteIntegrityError} as `run`
   */
  async glance(
    records: readonly string[],
    now: string,
    longest: number,
  ): Promise<readonly unknown[] | undefined> {
    const { connection } = this.#link;
    const open = connection instanceof Promise ? await connection : connection;
    if (open.glance === undefined) return undefined;
    const nonce = this.unique();
    const answers = await open.glance(records, now, longest, nonce);
    if (String(answers.at(-1)) === nonce) return answers.slice(0, -1);
    throw this.#breach();
  }

  #breach(): RemoteIntegrityError {
    const error = new RemoteIntegrityError('an answer from Redis belongs to another question');
    this.#onBreach(error);
    this.#link.reset(error);
    return error;
  }
}

/** A text of a reply; `undefined` for nil. */
export function text(part: Reply[number] | undefined): string | undefined {
  return part === null || part === undefined ? undefined : part.toString();
}

function toArgument(value: string | number | Buffer): string | Buffer {
  return typeof value === 'number' ? String(value) : value;
}
