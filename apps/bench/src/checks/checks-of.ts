import { inOwnProcess } from '../in-own-process.js';
import type { CheckResults } from './check.js';
import type { ResultsByName } from './checks-section.js';

/** Has a module put every contestant to its checks, each in a process of its own. */
export async function checksOf(
  module: URL,
  names: readonly string[],
  tell: (line: string) => void,
): Promise<ResultsByName> {
  const results: Record<string, CheckResults> = {};
  for (const name of names) {
    tell(`behaviour of ${name}`);
    results[name] = await inOwnProcess<CheckResults>(module, { args: [name] });
  }
  return results;
}
