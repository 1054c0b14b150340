import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './command.mjs';
import { managers } from './managers.mjs';
import { checkTypes } from './types.mjs';

/** A stranger's project: a fresh folder, a package manager, what he installs, and his programs. */
export class Consumer {
  #folder;
  #manager;
  #environment;
  #dependencies = {};

  constructor(folder, manager, environment) {
    this.#folder = folder;
    this.#manager = managers[manager];
    this.#environment = environment;
    mkdirSync(folder, { recursive: true });
  }

  /** Brings the programs that a package is tried by: ours, and the one that its README begins with. */
  take({ folder, smoke, readme }) {
    const place = join(this.#folder, basename(folder));
    mkdirSync(place, { recursive: true });
    if (existsSync(smoke)) cpSync(smoke, place, { recursive: true });
    if (readme !== undefined) writeFileSync(join(place, 'readme.mjs'), readme);
  }

  async install(dependencies) {
    this.#dependencies = { ...this.#dependencies, ...dependencies };
    const manifest = { name: 'stranger', private: true, dependencies: this.#dependencies };
    writeFileSync(join(this.#folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
    await this.#run(this.#manager.install);
  }

  get programs() {
    return this.#files().filter((file) => /\.[cm]js$/.test(file));
  }

  /** @returns what the program printed; `skipped: ` and why, where it cannot run here */
  async runProgram(file, node) {
    const flags = ['--unhandled-rejections=strict', ...(this.#manager.nodeFlags ?? [])];
    return (await this.#run([node, ...flags, file])).trim();
  }

  async checkTypes(typing) {
    const sources = this.#files().filter((file) => /\.[cm]?ts$/.test(file));
    await checkTypes(this.#folder, sources, typing);
  }

  #files() {
    const folders = readdirSync(this.#folder, { withFileTypes: true }).filter(isOfPrograms);
    return folders.flatMap(({ name }) =>
      readdirSync(join(this.#folder, name)).map((file) => join(name, file)),
    );
  }

  #run([command, ...args]) {
    return run(command, args, { cwd: this.#folder, env: this.#environment });
  }
}

function isOfPrograms(entry) {
  return entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.');
}
