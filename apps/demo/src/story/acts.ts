import type { Stage } from '../live/stage.js';
import { type Part, packages, parts } from '../travel/parts.js';
import type { UpstreamMode } from '../upstreams/mode.js';
import type { Crowd } from '../visitors/crowd.js';

/** One act of the story: what is done, and what must come of it. */
export interface Act {
  readonly title: string;
  play(stage: Stage): Promise<Crowd>;
  /** The most upstream calls that are enough; `undefined` where Sameflight is off. */
  readonly most: ((stage: Stage) => number) | undefined;
}

const one = (): number => 1;
/** A call that fails is made by each process for itself. */
const oneForEach = ({ size }: Stage): number => size;

/** What the demo tells, in order. What failed is not asked for again at once, so a good answer comes between two failures. */
export const acts: readonly Act[] = [
  {
    title: 'Without Sameflight',
    most: undefined,
    async play(stage) {
      await stage.turn(false);
      return stage.stampede('trips');
    },
  },
  ...parts.map((part) => withSameflight(part)),
  withUpstream('failing', 'The upstream fails'),
  {
    title: 'A tag is invalidated',
    most: one,
    async play(stage) {
      stage.mode = 'up';
      return stage.stampede('trips');
    },
  },
  withUpstream('hung', 'The upstream hangs'),
];

function withSameflight(part: Part): Act {
  return {
    title: `With ${packages[part]}`,
    most: one,
    async play(stage) {
      await stage.turn(true);
      return stage.stampede(part);
    },
  };
}

function withUpstream(mode: UpstreamMode, title: string): Act {
  return {
    title,
    most: oneForEach,
    async play(stage) {
      await stage.expire();
      stage.mode = mode;
      return stage.again('trips');
    },
  };
}
