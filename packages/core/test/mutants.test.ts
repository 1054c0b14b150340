import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bundle } from './model/bundle.js';
import { mutants } from './model/mutants.js';
import { playShare } from './model/share-out.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = 2_000;

it.each(mutants)('the model finds $title', { timeout: 60_000 }, async (mutant) => {
  const name = mutant.title.replaceAll(/\W+/g, '-');
  const file = await bundle(root, name, [mutant]);

  const { finding } = await playShare(file, { runs, seed: 1 });

  expect(finding).toBeDefined();
});

it('a mutant whose text has moved on is no mutant', async () => {
  const patch = { file: 'flight.ts', find: 'not to be found', replace: '' };

  await expect(bundle(root, 'moved', [patch])).rejects.toThrow('holds 0 times, and not once');
});

it('a mutant of a file that is gone is no mutant', async () => {
  const patch = { file: 'no-such-file.ts', find: '', replace: '' };

  await expect(bundle(root, 'gone', [patch])).rejects.toThrow('no-such-file.ts is no file');
});
