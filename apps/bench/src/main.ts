import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORE_VARIABLE } from './contestants/core-variable.js';
import type { RunPart } from './part.js';
import { isExcerpt, type PartName, readPlan, USAGE } from './plan.js';
import { environment } from './report/environment.js';
import { publish } from './report/publish.js';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

// Loaded one by one: which core is measured is settled before anything imports it.
const parts: Readonly<Record<PartName, () => Promise<{ readonly run: RunPart }>>> = {
  behaviour: () => import('./behaviour/part.js'),
  'hit-ratio': () => import('./hit-ratio/part.js'),
  memory: () => import('./memory/part.js'),
  scale: () => import('./scale/part.js'),
  speed: () => import('./speed/part.js'),
};

const plan = readPlan(process.argv.slice(2));
if (plan.help) {
  console.log(USAGE);
  process.exit();
}
if (plan.core !== undefined) process.env[CORE_VARIABLE] = resolve(plan.core);
const context = {
  tell: (line: string) => console.error(line),
  madeBy: environment(plan.full ? 'a full run' : 'a quick run'),
  repository: REPOSITORY,
};
// An excerpt never takes the place of the whole.
const out = plan.out ?? (isExcerpt(plan) ? undefined : `${REPOSITORY}/docs/benchmarks`);

for (const name of plan.parts) {
  const { run } = await parts[name]();
  const report = await run(plan, context);
  if (out === undefined) {
    console.log(report.text);
    continue;
  }
  publish(resolve(out), report);
  console.log(`${resolve(out)}/${report.name}.md`);
}
// Some libraries leave timers behind.
process.exit();
