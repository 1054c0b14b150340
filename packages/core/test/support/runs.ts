/** Set where thousands of mutants are tested, each by every test that sees it. */
const { SAMEFLIGHT_MUTATION } = process.env;

/** How often a property is tried: a tenth as often on each mutant. */
export function runs(count: number): number {
  return SAMEFLIGHT_MUTATION === undefined ? count : Math.ceil(count / 10);
}
