import { defineConfig, type Options } from 'tsup';
import { portableSourceMaps } from '../../scripts/portable-source-maps.mjs';

const shared: Options = {
  entry: { index: 'src/index.ts' },
  target: 'es2022',
  platform: 'node',
  sourcemap: true,
  // Deno and workers know these modules by this name alone.
  removeNodeProtocol: false,
  tsconfig: 'tsconfig.build.json',
  plugins: [portableSourceMaps],
};

export default defineConfig([
  { ...shared, format: 'esm', dts: true, clean: true },
  // devalue is an ES module, which older Node 20 cannot `require`: CommonJS brings it along.
  { ...shared, format: 'cjs', dts: true, noExternal: ['devalue'] },
]);
