import type { Part } from '../travel/parts.js';
import type { UpstreamMode } from '../upstreams/mode.js';
import type { Latencies } from './latencies.js';
import type { Source } from './source.js';

/** The second before one moment. */
export interface Tick {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly requests: number;
  readonly calls: number;
}

/** A flight in the air. */
export interface FlightView {
  readonly part: Part;
  readonly waiters: number;
  /** Milliseconds since it started. */
  readonly age: number;
  readonly isBackground: boolean;
}

/** What became of many visitors who asked for one thing at once. */
export interface StampedeView extends Latencies {
  readonly part: Part;
  readonly thing: string;
  readonly requests: number;
  /** Calls to the upstream for this thing meanwhile. */
  readonly calls: number;
  readonly answered: number;
  readonly failed: number;
  /** Answered with something else than what was asked for. */
  readonly wrong: number;
  readonly isOver: boolean;
  readonly wasWithSameflight: boolean;
}

/** All that the page shows at one moment. */
export interface Snapshot {
  readonly tick: Tick;
  readonly totals: { readonly requests: number; readonly calls: number };
  readonly parts: readonly {
    readonly part: Part;
    readonly by: string;
    readonly requests: number;
    readonly calls: number;
  }[];
  /** Of the last five seconds. */
  readonly latencies: Latencies;
  /** Of the last ten seconds. */
  readonly sources: Readonly<Record<Source, number>>;
  readonly flights: readonly FlightView[];
  readonly stampede: StampedeView | undefined;
  readonly isOn: boolean;
  readonly mode: UpstreamMode;
  /** How many processes answer. */
  readonly members: number;
  /** What the story is showing; empty when it is over. */
  readonly act: string;
}

/** What one who comes to watch is shown first. */
export interface Scene {
  /** The last minute. */
  readonly ticks: readonly Tick[];
  readonly snapshot: Snapshot;
}
