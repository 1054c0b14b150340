/** Runs the cases on this runtime, against the ESM build and the CommonJS one. Prints failures, then `{ passed, failed }`. */
import { createRequire } from 'node:module';
import * as core from '@sameflight/core';
import * as testing from '@sameflight/core/testing';
import { assert } from './assert.mjs';
import { cases } from './cases.mjs';

const PATIENCE = 10_000;

const require = createRequire(import.meta.url);
const builds = {
  import: { core, testing },
  require: { core: require('@sameflight/core'), testing: require('@sameflight/core/testing') },
};

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
