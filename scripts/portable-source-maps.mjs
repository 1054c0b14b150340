import { readFileSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';

/** A plugin for tsup: source maps name no folder of the machine that they were built on. */
export const portableSourceMaps = {
  name: 'portable-source-maps',
  buildEnd({ writtenFiles }) {
    for (const { name } of writtenFiles) if (name.endsWith('.map')) makePortable(name);
  },
};

// tsup maps a CommonJS file to the ES module that it made it from, by its whole path.
function makePortable(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'));
  const sources = map.sources.map((source) => (isAbsolute(source) ? basename(source) : source));
  writeFileSync(file, JSON.stringify({ ...map, sources }));
}
