import type { Check, CheckResults } from './check.js';
import { within } from './within.js';

/** Milliseconds after which a check that has not ended is a fault. */
const PATIENCE = 20_000;

/** Puts one contestant to every check, one after another. A check that ends in an error, or not at all, is a fault. */
export async function runChecks<Subject>(
  subject: Subject,
  checks: readonly Check<Subject>[],
): Promise<CheckResults> {
  const results: Record<string, CheckResults[string]> = {};
  for (const { promise, check } of checks) {
    results[promise] = await within(PATIENCE, check(subject)).catch((error: unknown) => ({
      kind: 'fault' as const,
      note: error instanceof Error ? error.message : String(error),
    }));
  }
  return results;
}
