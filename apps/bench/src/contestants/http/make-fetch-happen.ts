import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import makeFetchHappen, { type FetchOptions } from 'make-fetch-happen';

/** A `fetch` of make-fetch-happen, whose cache is on disk. */
export function makeFetch(): typeof makeFetchHappen {
  const cachePath = mkdtempSync(join(tmpdir(), 'bench-'));
  process.once('exit', () => rmSync(cachePath, { recursive: true, force: true }));
  return makeFetchHappen.defaults({ cachePath, retry: { retries: 0 } } as FetchOptions);
}
