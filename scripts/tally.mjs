/** Counts the checks and tells how each went. */
export class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  /** Runs one check. Where it answers `skipped: …` it has not been made. @returns whether it has not failed */
  async check(title, work) {
    const startedAt = performance.now();
    let answer;
    try {
      answer = await work();
    } catch (error) {
      this.#failed++;
      console.log(`✗ ${title}\n${indented(error.message ?? error)}`);
      return false;
    }
    const reason = /^skipped: .*$/m.exec(answer)?.[0];
    if (reason !== undefined) {
      this.#skipped++;
      console.log(`- ${title}: ${reason}`);
      return true;
    }
    this.#passed++;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`✓ ${title} (${seconds} s)`);
    return true;
  }

  /** In CI every check must be made. */
  get hasFailed() {
    return this.#failed > 0 || (Boolean(process.env.CI) && this.#skipped > 0);
  }

  toString() {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
  }
}

function indented(text) {
  return String(text).trimEnd().replaceAll(/^/gm, '    ');
}
