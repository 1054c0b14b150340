import { inOwnProcess } from '../in-own-process.js';
import type { CheckResults } from './check.js';
import type { ResultsByName } from './checks-section.js';

/** Has a module put every contestant to its checks, each in a process of its own: all at once, as they mostly wait. */
export async function checksOf(
  module: URL,
  names: readonly string[],
  tell: (line: string) => void,
): Promise<ResultsByName> {
  tell(`behaviour of ${names.join(', ')}`);
  const results = await Promise.all(
    names.map(async (name) => [name, await inOwnProcess<CheckResults>(module, { args: [name] })]),
  );
  return Object.fromEntries(results);
}
