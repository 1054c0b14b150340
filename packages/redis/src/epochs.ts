import { digest, type Keys } from './keys.js';
import type { Lineage } from './lineage.js';
import type { Moment } from './moment.js';
import { epochsScript } from './scripts/epochs.js';
import { type Reply, text, type Wire } from './wire.js';

/** Tags share this many fields. Two that meet in one are invalidated together, and however many tags there are, memory stays bounded. */
const TAG_BUCKETS = 262_144;

/**
 * When something was invalidated, by Redis' own count: an era, in which a clock counts the invalidations of tags.
 * Every record carries the moment at which its fetch began. It is void in another era, or once a tag of it was invalidated later.
 *
 * Lost as a whole (evicted, flushed), never in part: then a new era begins, and nothing from before is served.
 */
export class Epochs {
  readonly #wire: Wire;
  readonly #keys: Keys;
  readonly #lineage: Lineage;

  constructor(wire: Wire, keys: Keys, lineage: Lineage) {
    this.#wire = wire;
    this.#keys = keys;
    this.#lineage = lineage;
  }

  /** The present moment, if what was read in passing says it, and says it of this very server. */
  told([era, clock, lineage]: readonly string[]): Moment | undefined {
    const isMoment = era !== undefined && lineage !== undefined && this.#lineage.isOurs(lineage);
    return isMoment ? { era, clock: Number(clock) } : undefined;
  }

  /**
   * The present moment, where it was not told: in a cluster; or since the epochs were lost;
   * or since another server has taken over, which may not know of the last invalidations.
   */
  async ask(): Promise<Moment> {
    const [now] = await this.#read(await this.#lineage.ask(), []);
    return momentOf(now);
  }

  /** Is what was fetched at `then` good at this very moment? */
  async isStillGood(then: Moment, tags: readonly string[]): Promise<boolean> {
    const [now, ...invalidatedAt] = await this.#read('-', tags.map(tagField));
    const { era, clock } = momentOf(now);
    // A clock ahead of the present belongs to a history that was lost.
    if (then.era !== era || then.clock > clock) return false;
    return invalidatedAt.every((at) => Number(text(at) ?? 0) <= then.clock);
  }

  #read(lineage: string, fields: readonly string[]): Promise<Reply> {
    const { now, tags } = this.#keys;
    return this.#wire.run(epochsScript, [now, tags], this.#wire.unique(), lineage, ...fields);
  }
}

/** The field that says when a tag was last invalidated. */
export function tagField(tag: string): string {
  return `t${digest(tag).readUInt32BE() % TAG_BUCKETS}`;
}

function momentOf(told: Reply[number] | undefined): Moment {
  const [era, clock] = String(told).split(' ') as [string, string];
  return { era, clock: Number(clock) };
}
