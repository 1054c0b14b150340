import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// What mutation testing runs: the tests of the core that are quick, and see the mutant in this very process.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@sameflight\/core$/, replacement: source('src/index.ts') },
      { find: /^@sameflight\/core\/testing$/, replacement: source('src/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/mutation/all.ts'],
    // They take a second and more each, and see little that others do not.
    testNamePattern: /^(?!.*(a hundred thousand entries|however many (they are$|leave))).*$/,
    setupFiles: ['test/oracle.ts'],
    env: { SAMEFLIGHT_MUTATION: 'yes' },
    // What hangs is a mutant that was noticed.
    testTimeout: 3_000,
  },
});
