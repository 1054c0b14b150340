import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { run } from './command.mjs';

const tools = join(import.meta.dirname, 'node_modules', '.bin');
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.git', '.turbo', 'coverage', 'reports']);

/** A copy of the workspace, with a history of its own, on which releases are made as the release workflow makes them. */
export class WorkspaceCopy {
  #folder;
  #publishing;

  /** @param publishing the environment in which packages are published */
  constructor(folder, publishing) {
    this.#folder = folder;
    this.#publishing = {
      ...publishing,
      ...this.#tools(),
      pnpm_config_verify_deps_before_run: 'false',
    };
  }

  async create(source) {
    await mkdir(this.#folder, { recursive: true });
    const filter = (path) => !LEFT_BEHIND.has(basename(path));
    await cp(source, this.#folder, { recursive: true, filter });
    await this.#run('git', ['init', '--quiet', '--initial-branch=main']);
    await this.#commit();
    await this.#install();
  }

  /** Bumps the versions by the changesets that are there, builds, and publishes. */
  async release() {
    await this.#run('pnpm', ['run', 'version-packages']);
    await this.#install();
    await this.#commit();
    await this.#run('pnpm', ['run', 'release'], this.#publishing);
  }

  /** Describes a change that all of `packages` ship. */
  async addChangeset(packages, bump, text) {
    const releases = packages.map(({ name }) => `'${name}': ${bump}\n`).join('');
    await writeFile(
      join(this.#folder, '.changeset', 'rehearsed.md'),
      `---\n${releases}---\n\n${text}\n`,
    );
    await this.#commit();
  }

  async #install() {
    await this.#run('pnpm', ['install', '--offline', '--no-frozen-lockfile']);
  }

  async #commit() {
    await this.#run('git', ['add', '--all']);
    await this.#run('git', ['commit', '--quiet', '--allow-empty', '--message', 'As it is']);
  }

  #run(command, args, env = { ...process.env, ...this.#tools() }) {
    return run(command, args, { cwd: this.#folder, env });
  }

  #tools() {
    const person = { NAME: 'Rehearsal', EMAIL: 'rehearsal@localhost' };
    return {
      PATH: [join(this.#folder, 'node_modules', '.bin'), tools, process.env.PATH].join(delimiter),
      GIT_AUTHOR_NAME: person.NAME,
      GIT_AUTHOR_EMAIL: person.EMAIL,
      GIT_COMMITTER_NAME: person.NAME,
      GIT_COMMITTER_EMAIL: person.EMAIL,
      TURBO_TELEMETRY_DISABLED: '1',
    };
  }
}
