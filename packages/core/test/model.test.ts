import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bundle } from './model/bundle.js';
import { shareOut } from './model/share-out.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = 50_000;

it(`no promise is broken on ${runs} random schedules`, { timeout: 300_000 }, async () => {
  const file = await bundle(root, 'model');

  const { runs: played, finding } = await shareOut(file, { runs, seed: 1 });

  expect(finding).toBeUndefined();
  expect(played).toBe(runs);
});
