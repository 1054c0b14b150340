import { drawSchedule } from './draw.js';
import { play } from './play.js';
import type { Schedule } from './schedule.js';
import { shrink } from './shrink.js';

/** A schedule on which a promise was broken. */
export interface Finding {
  readonly seed: number;
  /** How many schedules it took. */
  readonly after: number;
  readonly violations: readonly string[];
  /** As small as it could be made. */
  readonly schedule: Schedule;
}

/** Plays `runs` schedules, those of the seeds from `seed` on, until one breaks a promise. */
export async function run(runs: number, seed: number): Promise<Finding | undefined> {
  for (let index = 0; index < runs; index++) {
    const schedule = drawSchedule(seed + index);
    const violations = await play(schedule);
    if (violations.length === 0) continue;
    const smallest = await shrink(schedule, async (one) => (await play(one)).length > 0);
    const rest = { seed: seed + index, after: index + 1, schedule: smallest };
    return { ...rest, violations: await play(smallest) };
  }
  return undefined;
}

export function describeFinding({ seed, after, violations, schedule }: Finding): string {
  const steps = schedule.steps.map((step, index) => `  ${index + 1}. ${JSON.stringify(step)}`);
  return [
    `seed ${seed}, after ${after} schedules:`,
    ...violations.map((violation) => `  ${violation}`),
    `setup: ${JSON.stringify(schedule.setup, (_, value) => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value))}`,
    ...steps,
  ].join('\n');
}
