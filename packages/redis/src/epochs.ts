import type { Moment } from './envelope.js';
import { digest, type Keys } from './keys.js';
import type { Lineage } from './lineage.js';
import { type Reply, type ScriptRunner, text } from './script-runner.js';
import { epochsScript } from './scripts/epochs.js';

/** Era, clock and lineage, as a script tells them in passing; none, or `-`, where it does not know. */
type Told = readonly (string | undefined)[];

/** Tags share this many fields. Two that meet in one are invalidated together, and however many tags there are, memory stays bounded. */
const TAG_BUCKETS = 262_144;

/**
 * When something was invalidated, by Redis' own count: an era, in which a clock counts the invalidations of tags.
 * Every record carries the moment at which its fetch began. It is void in another era, or once a tag of it was invalidated later.
 *
 * Lost as a whole (evicted, flushed), never in part: then a new era begins, and nothing from before is served.
 */
export class Epochs {
  readonly #runner: ScriptRunner;
  readonly #keys: Keys;
  readonly #lineage: Lineage;

  constructor(runner: ScriptRunner, keys: Keys, lineage: Lineage) {
    this.#runner = runner;
    this.#keys = keys;
    this.#lineage = lineage;
  }

  /** The present moment. `told` is what a script said of it in passing: era, clock, lineage. */
  async now(told: Told): Promise<Moment> {
    const moment = momentOf(told);
    if (moment !== undefined && this.#lineage.isOurs(told[2])) return moment;
    // Either they were lost, or another server has taken over, which may not know of the last invalidations.
    const lineage = moment === undefined ? this.#lineage.known : await this.#lineage.ask();
    return momentOf((await this.#read(lineage, [])).map(text)) as Moment;
  }

  /** Is what was fetched at `then` good at `now`? Asks only if that does not say. */
  async isGood(then: Moment, tags: readonly string[], now: Moment): Promise<boolean> {
    if (then.era !== now.era) return false;
    if (then.clock === now.clock || (then.clock < now.clock && tags.length === 0)) return true;
    return this.isStillGood(then, tags);
  }

  /** Is what was fetched at `then` good at this very moment? */
  async isStillGood(then: Moment, tags: readonly string[]): Promise<boolean> {
    const reply = (await this.#read('', tags.map(tagField))).map(text);
    const now = momentOf(reply) as Moment;
    // A clock ahead of the present belongs to a history that was lost.
    if (then.era !== now.era || then.clock > now.clock) return false;
    return reply.slice(3).every((invalidatedAt) => Number(invalidatedAt ?? 0) <= then.clock);
  }

  #read(lineage: string, fields: readonly string[]): Promise<Reply> {
    return this.#runner.run(
      epochsScript,
      [this.#keys.epochs],
      this.#runner.unique(),
      lineage,
      ...fields,
    );
  }
}

/** The field of the epochs that says when a tag was last invalidated. */
export function tagField(tag: string): string {
  return `t${digest(tag).readUInt32BE() % TAG_BUCKETS}`;
}

function momentOf([era, clock]: Told): Moment | undefined {
  return era === undefined || era === '-' ? undefined : { era, clock: Number(clock) };
}
