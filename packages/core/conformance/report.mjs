import { assert } from './assert.mjs';

const PATIENCE = 10_000;

/** Runs cases against each build. Prints failures, then `{ passed, failed }`. */
export async function report(cases, builds) {
  const count = { passed: 0, failed: 0 };
  for (const [how, build] of Object.entries(builds))
    for (const { title, run } of cases) {
      try {
        await inTime(run({ ...build, assert }));
        count.passed++;
      } catch (error) {
        count.failed++;
        console.log(`✗ by ${how}: ${title}\n  ${error?.stack ?? error}`);
      }
    }
  console.log(JSON.stringify(count));
}

// The deadline also keeps the process alive: the core's own timers do not.
async function inTime(work) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(reject, PATIENCE, new Error(`still running after ${PATIENCE} ms`));
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
