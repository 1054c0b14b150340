import { defineConfig } from 'tsup';
import { portableSourceMaps } from '../../scripts/portable-source-maps.mjs';

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: true,
  sourcemap: true,
  clean: true,
  tsconfig: 'tsconfig.build.json',
  plugins: [portableSourceMaps],
});
