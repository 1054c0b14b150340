/**
 * The tests that each mutant is put to, as one file: a worker for each would take longer to start than its tests take to run.
 * Those that take long are left out, and those that see other processes or other copies of the package.
 */
import.meta.glob(
  ['../*.test.ts', '!../{leaks,model,mutants,platforms,process,remote-tier-contract}.test.ts'],
  { eager: true },
);

declare global {
  interface ImportMeta {
    glob(patterns: readonly string[], options: { readonly eager: boolean }): unknown;
  }
}
