import { createHash } from 'node:crypto';

const LONGEST_NAME = 200;

/** A key of the cache, and the keys of Redis that belong to it. */
export interface Place {
  readonly key: string;
  readonly record: string;
  readonly lease: string;
}

/**
 * Where things stand in Redis, all under the tier's prefix:
 *
 * | key                    | what                                                                         |
 * | ---------------------- | ---------------------------------------------------------------------------- |
 * | `prefix{name}`         | the record: a string with a lifetime                                         |
 * | `prefix{name}:lease`   | the token of whoever fetches it, `*` behind it if anybody waits              |
 * | `prefix{epochs}:now`   | the era, the clock of tag invalidations, the server's lineage: one string    |
 * | `prefix{epochs}:tags`  | a hash: the era it belongs to, and when the tags of each bucket were invalidated |
 * | `prefix` `bus`         | the channel on which processes tell each other what was invalidated          |
 * | `prefix` `bus:<node>`  | the channel on which one process hears its own heartbeat                     |
 *
 * The braces are a hash tag: in a cluster the keys that one script touches share a slot.
 */
export class Keys {
  readonly now: string;
  readonly tags: string;
  readonly channel: string;
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.now = `${prefix}{epochs}:now`;
    this.tags = `${prefix}{epochs}:tags`;
    this.channel = `${prefix}bus`;
  }

  /** Where `key` stands. No two keys share a place. */
  place(key: string): Place {
    const record = `${this.#prefix}{${nameOf(key)}}`;
    return { key, record, lease: `${record}:lease` };
  }

  /** The channel that only this process listens to. */
  ownChannel(node: string): string {
    return `${this.channel}:${node}`;
  }
}

/** A digest of any text. UTF-16 tells lone surrogates apart, which UTF-8 cannot. */
export function digest(text: string): Buffer {
  return createHash('sha256').update(Buffer.from(text, 'utf16le')).digest();
}

// Short and harmless keys stand as they are, so that `redis-cli` shows them; the others as a digest.
function nameOf(key: string): string {
  const isPlain =
    key.length <= LONGEST_NAME && key !== '' && !/^#|[{}]/.test(key) && !/\p{Surrogate}/u.test(key);
  return isPlain ? key : `#${digest(key).toString('base64url')}`;
}
