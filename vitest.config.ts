import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromium } from './scripts/chromium.mjs';

// A regular expression for each entry: a plain '@sameflight/core' would also catch '@sameflight/core/testing'.
const sources = [
  {
    find: /^@sameflight\/([^/]+)$/,
    replacement: fileURLToPath(new URL('packages/$1/src/index.ts', import.meta.url)),
  },
  {
    find: /^@sameflight\/([^/]+)\/(testing|exchange)$/,
    replacement: fileURLToPath(new URL('packages/$1/src/$2/index.ts', import.meta.url)),
  },
];

// The adapter's own tests, sources included, on the oldest Nest that it serves.
const nest11 = {
  find: /^@nestjs\/([^/]+)/,
  replacement: fileURLToPath(
    new URL('packages/nestjs/test/nest-11/node_modules/@nestjs/$1', import.meta.url),
  ),
};

const conformance = 'packages/{core,fetch}/conformance/suite.test.mjs';

// They end what hangs, and judge no speed: a machine may be busy with other things.
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

// Each project is one place where the tests run: here, in the type checker, in workerd, in Chromium.
// The last two run the built packages.
export default defineConfig({
  test: {
    // Many tests wait for servers and processes. By default one core would be left idle, which on two is half of them.
    maxWorkers: Math.max(availableParallelism(), 2),
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/*.ts'],
      reporter: ['text', 'html'],
      thresholds: { 100: true },
    },
    projects: [
      {
        resolve: { alias: sources },
        test: {
          name: 'node',
          ...patience,
          // What is timed is run by a package's own `bench` command, never among the tests.
          include: process.env.SAMEFLIGHT_BENCH
            ? ['packages/*/bench/**/*.test.ts']
            : ['{packages,apps}/*/{src,test}/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'packages/core/**'],
        },
      },
      {
        resolve: { alias: sources },
        test: {
          name: 'core',
          ...patience,
          include: ['packages/core/{src,test}/**/*.test.ts'],
          setupFiles: ['packages/core/test/oracle.ts'],
        },
      },
      {
        resolve: { alias: [...sources, nest11] },
        test: {
          name: 'nest-11',
          ...patience,
          include: ['packages/nestjs/test/*.test.ts'],
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
      {
        plugins: [
          cloudflareTest({
            miniflare: {
              compatibilityDate: '2026-11-01',
              compatibilityFlags: ['nodejs_compat'],
              cf: false,
            },
          }),
        ],
        test: {
          ...patience,
          name: 'workerd',
          include: [conformance],
          provide: { isMissing: false },
        },
      },
      await inChromium(),
    ],
  },
});

async function inChromium(): Promise<TestProjectInlineConfiguration> {
  const launchOptions = await chromium();
  const test = {
    name: 'chromium',
    ...patience,
    include: [conformance, 'packages/axios/browser/*.test.mjs'],
    globalSetup: 'packages/axios/browser/upstream.mjs',
  };
  if (launchOptions === undefined) {
    console.log('No Chromium here: install it, or set CHROMIUM_PATH. Its tests are skipped.');
    return { test: { ...test, provide: { isMissing: true } } };
  }
  const browser = {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({ launchOptions }),
    instances: [{ browser: 'chromium' as const }],
  };
  return { test: { ...test, browser, provide: { isMissing: false } } };
}
