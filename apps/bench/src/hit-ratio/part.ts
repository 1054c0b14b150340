import { contestants } from '../contestants/index.js';
import type { RunPart } from '../part.js';
import { runFloods } from './floods.js';
import { generatedTraces } from './generated-traces.js';
import { policies } from './policies/index.js';
import { readTraces, tracesDirectory } from './read-traces.js';
import { hitRatioReport } from './report.js';
import { runHitRatio } from './run-hit-ratio.js';

export const run: RunPart = async ({ full }, { tell, madeBy, repository }) => {
  const directory = tracesDirectory(repository);
  if (directory === undefined) tell('no recorded traces: the generated ones alone');
  const recorded =
    directory === undefined
      ? []
      : readTraces(directory, undefined, full ? Number.POSITIVE_INFINITY : 1_250_000);
  const generated = generatedTraces(full ? 2_000_000 : 150_000);
  const cells = await runHitRatio([...recorded, ...generated], policies, tell);
  const floods = await runFloods(contestants, full ? 200_000 : 20_000, tell);
  return hitRatioReport(cells, floods, madeBy);
};
