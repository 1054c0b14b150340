import { createHash } from 'node:crypto';

/**
 * A Lua script. Every script takes a nonce as its first argument and gives it back first in its reply,
 * so that an answer to another question is recognised.
 */
export interface Script {
  readonly source: string;
  /** What `EVALSHA` calls it by. */
  readonly sha: string;
}

export function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}
