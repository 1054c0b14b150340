import { Random } from './random.js';
import {
  type Act,
  type CallTerms,
  type Ending,
  type Schedule,
  type Setup,
  type Step,
  TAGS,
  type Temper,
} from './schedule.js';

const LONGEST = 24;
const NEVER = Number.POSITIVE_INFINITY;

/** The schedule of a seed. */
export function drawSchedule(seed: number): Schedule {
  const random = new Random(seed);
  const setup = drawSetup(random);
  const length = 4 + random.below(LONGEST - 3);
  const steps = Array.from({ length }, () => drawStep(random, setup));
  return { seed, setup, steps };
}

function drawSetup(random: Random): Setup {
  const remote = random.chance(0.2) ? random.pick(['at-once', 'by-hand'] as const) : 'none';
  const isTight = random.chance(0.2);
  return {
    caches: remote === 'none' ? random.pick([1, 1, 2]) : random.pick([2, 3]),
    remote,
    ttl: random.pick([100, 100, 100, 0, NEVER]),
    staleWhileRevalidate: random.pick([0, 80]),
    staleIfError: random.pick([0, 150]),
    keep: random.pick([0, 0, 100]),
    refreshAhead: random.pick([0, 0, 40]),
    errorTtl: random.pick([0, 0, 60]),
    retryAfter: random.pick([0, 30]),
    flightTimeout: random.pick([120, NEVER]),
    whenAbandoned: random.pick(['abort', 'abort', 'finish'] as const),
    maxEntries: isTight ? random.pick([1, 2]) : 1_000,
    maxWeight: isTight ? random.pick([2, NEVER]) : NEVER,
    maxFlights: random.pick([NEVER, NEVER, NEVER, 1, 2]),
  };
}

function drawStep(random: Random, setup: Setup): Step {
  return {
    act: drawAct(random, setup),
    place: { cache: random.below(setup.caches), isNamespace: random.chance(0.15) },
    key: random.chance(0.75) ? 'a' : 'b',
    tag: random.pick(TAGS),
    terms: drawTerms(random),
    pause: random.pick(['none', 'some', 'all', 'all', 'all'] as const),
  };
}

function drawTerms(random: Random): CallTerms {
  const isPlain = random.chance(0.5);
  return {
    timeout: isPlain || random.chance(0.7) ? undefined : random.pick([30, 60]),
    softTimeout: isPlain || random.chance(0.7) ? undefined : random.pick([20, 50]),
    hasSignal: !isPlain && random.chance(0.7),
    refresh: !isPlain && random.chance(0.1),
    takesNoStale: !isPlain && random.chance(0.1),
    tags: random.chance(0.5) ? [] : [random.pick(TAGS)],
  };
}

function drawAct(random: Random, setup: Setup): Act {
  if (setup.remote !== 'none' && random.chance(0.12))
    return {
      kind: random.pick(['deliver', 'deliver', 'deliver', 'cut', 'resume', 'loseLease'] as const),
    };
  const chance = random.next();
  if (chance < 0.36) return drawCall(random);
  if (chance < 0.58) return { kind: 'end', which: random.below(4), ending: random.pick(ENDINGS) };
  if (chance < 0.66) return { kind: 'abort', which: random.below(3) };
  if (chance < 0.81) return { kind: 'advance', by: random.pick(STRIDES) };
  return { kind: random.pick(VERBS) };
}

function drawCall(random: Random): Act {
  if (random.chance(0.12)) return { kind: 'callMany' };
  const temper = random.chance(0.9) ? 'held' : random.pick(TEMPERS);
  return { kind: 'call', withInfo: random.chance(0.3), temper };
}

const ENDINGS: readonly Ending[] = [
  'value',
  'value',
  'value',
  'value',
  'tagged',
  'tagged',
  'unstored',
  'unmodified',
  'absent',
  'error',
  'error',
  'falsy error',
];
const TEMPERS: readonly Temper[] = ['instant', 'throws', 'deletes its key', 'aborts its caller'];
const STRIDES: readonly number[] = [1, 10, 20, 30, 40, 60, 99, 100, 120, 200];
const VERBS = [
  'set',
  'delete',
  'delete',
  'deleteByTag',
  'clear',
  'expire',
  'get',
  'get',
  'fill',
] as const;
