/** Begins every id that is not simply a key of the root. */
const MARK = '\u0000';

/**
 * A part of the cache with keys and tags of its own. An entry is stored under its id: the key, behind a prefix that
 * tells the length of the namespace's path, so that no key of one namespace can pass for a key of another.
 */
export class Namespace {
  static readonly root: Namespace = new Namespace([]);

  readonly #path: readonly string[];
  readonly #prefix: string;
  /** What every entry in here is labelled with, so that clearing a namespace is invalidating a tag. */
  readonly ownTags: readonly string[];

  private constructor(path: readonly string[]) {
    this.#path = path;
    const name = JSON.stringify(path);
    this.#prefix = path.length === 0 ? '' : `${MARK}${name.length}:${name}`;
    this.ownTags = path.map(
      (_, depth) => `${MARK}namespace ${JSON.stringify(path.slice(0, depth + 1))}`,
    );
  }

  get isRoot(): boolean {
    return this.#path.length === 0;
  }

  within(name: string): Namespace {
    return new Namespace([...this.#path, name]);
  }

  /** The id of a key, or of a tag, in here. */
  id(name: string): string {
    if (this.#prefix !== '') return this.#prefix + name;
    return name.charCodeAt(0) === 0 ? `${MARK}0:${name}` : name;
  }

  /** Does this id stand in here, and in no namespace within? */
  holds(id: string): boolean {
    if (this.#prefix !== '') return id.startsWith(this.#prefix);
    return id.charCodeAt(0) !== 0 || id.startsWith(`${MARK}0:`);
  }
}

/** The key that its caller used. */
export function keyOfId(id: string): string {
  if (id.charCodeAt(0) !== 0) return id;
  const colon = id.indexOf(':');
  return id.slice(colon + 1 + Number(id.slice(1, colon)));
}
