import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

/** The first program of a README, as a newcomer would save it; `undefined` where it shows none that runs alone. */
export function programIn(readme) {
  const program = /^```ts\n(.*?)^```$/ms.exec(readFileSync(readme, 'utf8'))?.[1];
  // The oldest Node that strangers have does not run TypeScript.
  return program && transformSync(program, { loader: 'ts', format: 'esm' }).code;
}
