/** Longer keys are hashed in samples: a hash is a hint to the eviction policy, never an identity. */
const HASHED_WHOLE = 128;

/** A 32-bit hash of a key, never 0. The seed keeps outsiders from choosing keys that collide. */
export function hashOf(key: string, seed: number): number {
  let hash = seed ^ key.length;
  const step = key.length <= HASHED_WHOLE ? 1 : Math.floor(key.length / HASHED_WHOLE) + 1;
  for (let index = key.length - 1; index >= 0; index -= step) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0 || 1;
}
