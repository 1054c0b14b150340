/**
 * What the built core promises on every runtime. Nothing is imported but more cases: each runner hands in the core,
 * its testing entry and the assertions, so that the same files run under Node, Bun, Deno, workerd and a browser.
 */
import { belonging } from './cases/belonging.mjs';
import { bounds } from './cases/bounds.mjs';
import { coalescing } from './cases/coalescing.mjs';
import { freshness } from './cases/freshness.mjs';
import { invalidation } from './cases/invalidation.mjs';
import { waiting } from './cases/waiting.mjs';

export const cases = [
  ...coalescing,
  ...waiting,
  ...freshness,
  ...invalidation,
  ...bounds,
  ...belonging,
];
