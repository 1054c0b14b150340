import { defineConfig } from 'tsup';
import { portableSourceMaps } from '../../scripts/portable-source-maps.mjs';

export default defineConfig({
  entry: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Both entries share one copy of each class, so that `instanceof` holds across them.
  splitting: true,
  dts: true,
  sourcemap: true,
  clean: true,
  tsconfig: 'tsconfig.build.json',
  plugins: [portableSourceMaps],
});
