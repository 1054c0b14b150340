/** Set where thousands of mutants are tested, each by every test that sees it. */
const { SAMEFLIGHT_MUTATION } = process.env;

/** How often a property is tried: 500 times at most on each mutant. */
export function runs(count: number): number {
  return SAMEFLIGHT_MUTATION === undefined ? count : Math.min(count, 500);
}
