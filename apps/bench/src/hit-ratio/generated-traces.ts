import { seeded } from '../random.js';
import { zipf } from '../zipf.js';
import { type Trace, traceOf } from './trace.js';

const KEYS = 50_000;
const SKEW = 0.99;

/** Traffic made by formula, the same at every run. */
export function generatedTraces(requests: number): Trace[] {
  return [
    traceOf('zipf', 'generated', ids(requests, steady())),
    traceOf('zipf, what is popular shifts', 'generated', ids(requests, shifting())),
    traceOf('zipf with scans', 'generated', ids(requests, scanned())),
    traceOf('zipf with a loop', 'generated', ids(requests, looped())),
    traceOf('zipf in a flood of one-off keys', 'generated', ids(requests, flooded())),
  ];
}

type Draw = (now: number) => number;

function ids(count: number, draw: Draw): Uint32Array {
  return Uint32Array.from({ length: count }, (_, now) => draw(now));
}

function steady(seed = 1): Draw {
  return zipf(KEYS, SKEW, seeded(seed));
}

function shifting(): Draw {
  const draw = steady(2);
  return (now) => (draw(now) + Math.floor(now / 100)) % KEYS;
}

// One request in four reads on through a table too large to keep.
function scanned(): Draw {
  const draw = steady(3);
  return (now) => (now % 20_000 < 5_000 ? KEYS + (now % 200_000) : draw(now));
}

function looped(): Draw {
  const draw = steady(4);
  let next = 0;
  return (now) => (now % 3 === 0 ? KEYS + (next++ % 8_000) : draw(now));
}

function flooded(): Draw {
  const draw = steady(5);
  return (now) => (now % 2 === 0 ? KEYS + now : draw(now));
}
