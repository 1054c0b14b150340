import { busCases } from './contract-bus.js';
import type { ContractCase, ContractStep, TierBench } from './contract-case.js';
import { fenceCases } from './contract-fences.js';
import { leaseCases } from './contract-leases.js';
import { recordCases } from './contract-records.js';

export type { ContractCase, TierBench } from './contract-case.js';

/**
 * What any `RemoteTier` must do, for authors of tiers to run in whatever test framework they use:
 *
 * ```ts
 * describe('the tier', () => {
 *   for (const { title, run } of remoteTierContract(makeBench)) it(title, run)
 * })
 * ```
 *
 * @param makeBench called once a case; what one bench holds must not be seen from another
 */
export function remoteTierContract(
  makeBench: () => TierBench | Promise<TierBench>,
): readonly ContractCase[] {
  const steps = { ...recordCases, ...leaseCases, ...fenceCases, ...busCases };
  return Object.entries(steps).map(([title, step]) => ({
    title,
    run: () => runOn(makeBench, step),
  }));
}

async function runOn(
  makeBench: () => TierBench | Promise<TierBench>,
  step: ContractStep,
): Promise<void> {
  const bench = await makeBench();
  try {
    await step(bench);
  } finally {
    await bench.close();
  }
}
