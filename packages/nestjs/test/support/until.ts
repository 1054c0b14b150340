import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets the event loop turn until it is so: for what happens in sockets, and nothing else tells of. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}
