import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { entryOf } from './packages.js';

/** Drivers for systems that a user may not have. */
const OPTIONAL = ['ioredis', 'knex', 'kysely', 'orchid-orm', '@aws-sdk/*', 'pino', 'redis'];

/** Bytes of a package and all it needs, minified and compressed. */
export async function bundleSize(name: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entryOf(name))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external: OPTIONAL,
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0]?.contents ?? '').byteLength;
}
