import { setTimeout } from 'node:timers/promises';

/** Bytes in use, in the heap and beside it, once all that can be collected is. */
export async function bytesInUse(): Promise<number> {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    await setTimeout(5);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
