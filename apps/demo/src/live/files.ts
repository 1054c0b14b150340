import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the page is made of by hand. */
export const publicFolder: string = join(root, 'public');

const scripts = join(root, 'dist', 'page');
const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));

/** Serves all that the page loads. The prefix keeps other requests away from the disk. */
export function serveFiles(app: NestExpressApplication): void {
  for (const folder of [publicFolder, scripts, uplot])
    app.useStaticAssets(folder, { prefix: '/page/' });
}
