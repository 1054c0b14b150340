import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  entry: { index: 'src/index.ts' },
  target: 'es2022',
  platform: 'node',
  sourcemap: true,
  tsconfig: 'tsconfig.build.json',
};

export default defineConfig([
  { ...shared, format: 'esm', dts: true, clean: true },
  // devalue is an ES module, which older Node 20 cannot `require`: CommonJS brings it along.
  { ...shared, format: 'cjs', dts: true, noExternal: ['devalue'] },
]);
