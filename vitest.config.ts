import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// A regular expression for each entry: a plain '@sameflight/core' would also catch '@sameflight/core/testing'.
const sources = [
  {
    find: /^@sameflight\/([^/]+)$/,
    replacement: fileURLToPath(new URL('packages/$1/src/index.ts', import.meta.url)),
  },
  {
    find: /^@sameflight\/([^/]+)\/testing$/,
    replacement: fileURLToPath(new URL('packages/$1/src/testing/index.ts', import.meta.url)),
  },
];

// The adapter's own tests, sources included, on the oldest Nest that it serves.
const nest11 = {
  find: /^@nestjs\/([^/]+)/,
  replacement: fileURLToPath(
    new URL('packages/nestjs/test/nest-11/node_modules/@nestjs/$1', import.meta.url),
  ),
};

// Each project is one place where the tests run: here, in the type checker; later in workerd and in Chromium.
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: sources },
        test: {
          name: 'node',
          include: ['{packages,apps}/*/{src,test}/**/*.test.ts'],
        },
      },
      {
        resolve: { alias: [...sources, nest11] },
        test: {
          name: 'nest-11',
          include: ['packages/nestjs/test/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'tsc',
            tsconfig: 'tsconfig.types.json',
            include: ['{packages,apps}/*/{src,test}/**/*.test-d.ts'],
          },
        },
      },
    ],
  },
});
