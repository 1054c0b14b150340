import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', exchange: 'src/exchange/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  dts: true,
  sourcemap: true,
  clean: true,
  tsconfig: 'tsconfig.build.json',
});
