import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORE_VARIABLE } from './contestants/core-variable.js';
import type { RunPart } from './part.js';
import { isAside, PARTS, type PartName, readPlan, USAGE } from './plan.js';
import { environment } from './report/environment.js';
import { pageOf, publish, publishIndex } from './report/publish.js';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

// Loaded one by one: which core is measured is settled before anything imports it.
const parts: Readonly<Record<PartName, () => Promise<{ readonly run: RunPart }>>> = {
  behaviour: () => import('./behaviour/part.js'),
  'hit-ratio': () => import('./hit-ratio/part.js'),
  memory: () => import('./memory/part.js'),
  scale: () => import('./scale/part.js'),
  speed: () => import('./speed/part.js'),
  http: () => import('./http/part.js'),
  nestjs: () => import('./nestjs/part.js'),
  redis: () => import('./redis/part.js'),
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
// Only the whole, of this core, takes the place of what was there.
const out = resolve(plan.out ?? `${REPOSITORY}/docs/benchmarks`);
const isPrinted = plan.out === undefined && isAside(plan);

for (const name of plan.parts) {
  const { run } = await parts[name]();
  const report = await run(plan, context);
  if (report === undefined) continue;
  if (isPrinted) {
    console.log(pageOf(report));
    continue;
  }
  publish(out, report);
  publishIndex(out, PARTS);
  console.log(`${out}/${report.name}.md`);
}
// Some libraries leave timers behind.
process.exit();
