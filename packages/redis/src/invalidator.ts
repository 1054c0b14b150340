import { tagField } from './epochs.js';
import type { Invalidation } from './invalidation.js';
import type { Keys } from './keys.js';
import { encodeMessage } from './message.js';
import { clearScript } from './scripts/clear.js';
import { deleteScript } from './scripts/delete.js';
import { invalidateTagScript } from './scripts/invalidate-tag.js';
import type { Wire } from './wire.js';

export interface InvalidatorTerms {
  readonly node: string;
  readonly keys: Keys;
  readonly wire: Wire;
  /** Everything from before this era is void. */
  readonly onClear: (era: string) => void;
}

/** Carries invalidations out in Redis. Each is one script, which tells the other processes, too, and costs the same however much it concerns. */
export class Invalidator {
  readonly #terms: InvalidatorTerms;

  constructor(terms: InvalidatorTerms) {
    this.#terms = terms;
  }

  async apply(invalidation: Invalidation): Promise<void> {
    switch (invalidation.kind) {
      case 'key':
        return this.#delete(invalidation.key);
      case 'tag':
        return this.#invalidateTag(invalidation.tag);
      case 'clear':
        return this.#clear();
    }
  }

  async #delete(key: string): Promise<void> {
    const { keys, node, wire } = this.#terms;
    const { lease, record } = keys.place(key);
    const message = encodeMessage(node, { kind: 'key', key });
    await wire.run(deleteScript, [record, lease], keys.channel, message);
  }

  async #invalidateTag(tag: string): Promise<void> {
    const { keys, node, wire } = this.#terms;
    const message = encodeMessage(node, { kind: 'tag', tag });
    const args = [wire.unique(), tagField(tag), keys.channel, message];
    await wire.run(invalidateTagScript, [keys.now, keys.tags], ...args);
  }

  async #clear(): Promise<void> {
    const { keys, node, onClear, wire } = this.#terms;
    const era = wire.unique();
    const message = encodeMessage(node, { kind: 'clear', era });
    await wire.run(clearScript, [keys.now, keys.tags], era, keys.channel, message);
    onClear(era);
  }
}
