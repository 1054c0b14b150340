import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Trace, type TraceKind, traceOf } from './trace.js';

/** Names the directory of the recorded traces. */
export const TRACES_VARIABLE = 'SAMEFLIGHT_TRACES';

const RECORDED: readonly { readonly name: string; readonly kind: TraceKind }[] = [
  { name: 'scarab-recs', kind: 'web' },
  { name: 'orm-busy', kind: 'web' },
  { name: 'web07', kind: 'web' },
  { name: 'oltp', kind: 'other' },
  { name: 'sprite', kind: 'other' },
  { name: 'loop', kind: 'other' },
];

/** Where the recorded traces are, or nothing: they are too large, and not ours, to keep here. */
export function tracesDirectory(repository: string): string | undefined {
  const places = [process.env[TRACES_VARIABLE], join(repository, '../shared/traces')];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** The recorded traces of a directory, or those that are named, each cut to its first `most` requests. */
export function readTraces(
  directory: string,
  names: readonly string[] = RECORDED.map(({ name }) => name),
  most: number = Number.POSITIVE_INFINITY,
): Trace[] {
  return RECORDED.filter(
    ({ name }) => names.includes(name) && existsSync(fileOf(directory, name)),
  ).map(({ name, kind }) => {
    const bytes = brotliDecompressSync(readFileSync(fileOf(directory, name)));
    const ids = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    return traceOf(name, kind, ids.subarray(0, most));
  });
}

function fileOf(directory: string, name: string): string {
  return join(directory, `${name}.u32.br`);
}
