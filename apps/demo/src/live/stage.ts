import type { CacheManager } from '@sameflight/core';
import type { Member } from '../fleet/member.js';
import type { Part } from '../travel/parts.js';
import type { UpstreamMode } from '../upstreams/mode.js';
import type { Upstreams } from '../upstreams/upstreams.js';
import { Crowd } from '../visitors/crowd.js';
import { thingOf, Visitors } from '../visitors/visitors.js';
import { Audience } from './audience.js';
import { Board, TICKS } from './board.js';
import type { Scene, Snapshot } from './snapshot.js';

/** Where crowds go, and nobody else. */
const crowdedPlace = { city: 'reykjavik', currency: 'ISK' } as const;

export interface StageOptions {
  /** How many visitors come one by one in a second. */
  readonly visitorsPerSecond: number;
  /** How many come at once in a stampede. */
  readonly crowd: number;
}

/** All that the buttons move and the page shows. */
export class Stage {
  readonly crowdSize: number;
  /** What the story is showing; empty when it is over, and the buttons work. */
  act = 'Getting ready';
  readonly #upstreams: Upstreams;
  readonly #audience = new Audience();
  readonly #board = new Board();
  readonly #visitors: Visitors;
  #hired: readonly Member[] = [];
  #cache: CacheManager | undefined;
  #crowd: Crowd | undefined;
  #isOn = true;
  #ticker: NodeJS.Timeout | undefined;

  constructor(upstreams: Upstreams, { visitorsPerSecond, crowd }: StageOptions) {
    this.#upstreams = upstreams;
    this.crowdSize = crowd;
    this.#visitors = new Visitors(() => this.#urls, visitorsPerSecond);
  }

  /** Lets visitors in. What `cache` invalidates is invalidated for all members. */
  open(members: readonly Member[], cache: CacheManager): void {
    this.#hired = members;
    this.#cache = cache;
    this.act = '';
    this.#visitors.start();
    this.#ticker = setInterval(() => this.#tick(), 1000 / TICKS);
  }

  close(): void {
    this.#visitors.stop();
    clearInterval(this.#ticker);
  }

  /** How many processes answer. */
  get size(): number {
    return this.#members.length;
  }

  get isCrowded(): boolean {
    return this.#crowd?.isOver === false;
  }

  /** A crowd asks for something that nothing holds. */
  stampede(part: Part): Promise<Crowd> {
    // Where Redis does not confirm, it is gone from this process at least.
    return this.#send(part, (thing) => this.invalidate(`${part}:${thing}`).catch(() => undefined));
  }

  /** The same crowd asks again. */
  again(part: Part): Promise<Crowd> {
    return this.#send(part, () => undefined);
  }

  /** Makes stale what the caches hold, but for what HTTP says of its own. */
  async expire(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.expire()));
  }

  async invalidate(tag: string): Promise<void> {
    await this.#cache?.deleteByTag(tag);
  }

  async turn(isOn: boolean): Promise<void> {
    this.#isOn = isOn;
    await Promise.all(this.#members.map((member) => member.turn(isOn)));
  }

  set mode(mode: UpstreamMode) {
    this.#upstreams.mode = mode;
  }

  snapshot(): Snapshot {
    const { act } = this;
    const { mode } = this.#upstreams;
    return this.#board.snapshot({ stampede: this.#crowd?.view(), isOn: this.#isOn, mode, act });
  }

  /** Lets one watch from now on. */
  show(stream: Parameters<Audience['welcome']>[0]): void {
    const scene: Scene = { ticks: this.#board.ticks, snapshot: this.snapshot() };
    this.#audience.welcome(stream, 'scene', scene);
  }

  /** Those who are still there. */
  get #members(): readonly Member[] {
    return this.#hired.filter(({ isGone }) => !isGone);
  }

  get #urls(): readonly string[] {
    return this.#members.map(({ url }) => url);
  }

  async #send(part: Part, prepare: (thing: string) => unknown): Promise<Crowd> {
    const thing = thingOf(part, crowdedPlace);
    const crowd = new Crowd({
      urls: this.#urls,
      upstream: this.#upstreams.of(part),
      part,
      thing,
      visitors: this.crowdSize,
      isOn: this.#isOn,
    });
    this.#crowd = crowd;
    await prepare(thing);
    await crowd.send();
    return crowd;
  }

  #tick(): void {
    const reports = this.#members.map((member) => member.report());
    this.#board.add(reports, this.#upstreams.calls, Date.now());
    this.#audience.tell('snapshot', this.snapshot());
  }
}
