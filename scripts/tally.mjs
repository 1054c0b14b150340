/** Counts the checks and tells how each went. */
export class Tally {
  #passed = 0;
  #failed = 0;

  /** Runs one check. @returns whether it passed */
  async check(title, work) {
    const startedAt = performance.now();
    try {
      await work();
    } catch (error) {
      this.#failed++;
      console.log(`✗ ${title}\n${indented(error.message ?? error)}`);
      return false;
    }
    this.#passed++;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`✓ ${title} (${seconds} s)`);
    return true;
  }

  get hasFailed() {
    return this.#failed > 0;
  }

  toString() {
    return `${this.#passed} passed, ${this.#failed} failed, 0 skipped`;
  }
}

function indented(text) {
  return String(text).trimEnd().replaceAll(/^/gm, '    ');
}
