import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import makeFetch, { type FetchOptions } from 'make-fetch-happen';
import type { HttpClient } from './http-client.js';

/** Its cache is on disk. */
export const makeFetchHappen: HttpClient = {
  name: 'make-fetch-happen',
  open() {
    const cachePath = mkdtempSync(join(tmpdir(), 'bench-'));
    process.once('exit', () => rmSync(cachePath, { recursive: true, force: true }));
    const fetch = makeFetch.defaults({ cachePath } as FetchOptions);
    return async (url) => (await fetch(url)).json();
  },
};
