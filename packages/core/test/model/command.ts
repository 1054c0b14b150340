/** Plays schedules until one breaks a promise: `pnpm --filter @sameflight/core model -- --runs 1000000 --seed 1`. */
import { parseArgs } from 'node:util';
import { bundle } from './bundle.js';
import { shareOut } from './share-out.js';

/** Schedules between two lines of progress. */
const STRETCH = 100_000;

// pnpm passes its own `--` on.
const args = process.argv.slice(2).filter((argument) => argument !== '--');
const { values } = parseArgs({
  args,
  options: {
    runs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const file = await bundle(process.cwd(), 'command-worker');
const startedAt = performance.now();
console.log(`${runs} schedules from seed ${seed}`);

for (let played = 0; played < runs; played += STRETCH) {
  const share = { runs: Math.min(STRETCH, runs - played), seed: seed + played };
  const { finding } = await shareOut(file, share);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (finding !== undefined) {
    console.log(`${finding}\n\nAgain: --runs 1 --seed ${/seed (\d+)/.exec(finding)?.[1] ?? seed}`);
    process.exitCode = 1;
    break;
  }
  console.log(`${played + share.runs} schedules, ${seconds} s: no promise broken`);
}
