import type { Schedule } from './schedule.js';

/** The smallest schedule that can be had from this one by leaving steps out, and still fails. */
export async function shrink(
  schedule: Schedule,
  fails: (schedule: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  let smallest = schedule;
  for (let size = Math.ceil(schedule.steps.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let start = 0; start < smallest.steps.length; ) {
      const steps = smallest.steps.filter((_, index) => index < start || index >= start + size);
      const smaller = { ...smallest, steps };
      if (await fails(smaller)) smallest = smaller;
      else start += size;
    }
  }
  return smallest;
}
