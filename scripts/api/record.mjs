import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RELEASED = /^Released last: (?<version>\S+) \((?<digest>\w+)\)$/m;

/** The recorded API of one package, in `api.md`, and what it was when it was last released. */
export class ApiRecord {
  #file;
  #name;
  /** The report, as recorded; empty where there is no record. */
  report = '';
  /** Version and digest of the last release; `undefined` before the first. */
  released;

  constructor({ folder, manifest }) {
    this.#file = join(folder, 'api.md');
    this.#name = manifest.name;
    if (existsSync(this.#file)) this.#read(readFileSync(this.#file, 'utf8'));
  }

  get hasChangedSinceRelease() {
    return this.released?.digest !== digestOf(this.report);
  }

  record(report) {
    this.report = report;
    this.#write();
  }

  markReleased(version) {
    this.released = { version, digest: digestOf(this.report) };
    this.#write();
  }

  #read(text) {
    this.report = text.slice(text.indexOf('## '));
    this.released = RELEASED.exec(text)?.groups;
  }

  #write() {
    const { released } = this;
    const status = released ? `${released.version} (${released.digest})` : 'never';
    writeFileSync(
      this.#file,
      `# The public API of ${this.#name}

Written by \`pnpm api\` from the built types. A change needs a changeset that names the package.

Released last: ${status}

${this.report}`,
    );
  }
}

function digestOf(report) {
  return createHash('sha256').update(report).digest('hex').slice(0, 16);
}
