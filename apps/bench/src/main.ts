import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORE_VARIABLE } from './contestants/core-variable.js';
import type { RunPart } from './part.js';
import { type PartName, readPlan } from './plan.js';
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
if (plan.core !== undefined) process.env[CORE_VARIABLE] = resolve(plan.core);
const out = resolve(plan.out ?? `${REPOSITORY}/docs/benchmarks`);
const context = {
  tell: (line: string) => console.error(line),
  madeBy: environment(plan.full ? 'a full run' : 'a quick run'),
  repository: REPOSITORY,
};

for (const name of plan.parts) {
  const { run } = await parts[name]();
  const report = await run(plan, context);
  publish(out, report);
  console.log(`${out}/${report.name}.md`);
}
// Some libraries leave timers behind.
process.exit();
