/** Begins every id that is not simply a key of the root. */
const MARK = '\u0000';

/** Stands before a key of the root that begins with the mark itself. */
const ESCAPE = `${MARK}0:`;

/** Begins the tags by which a namespace is cleared. */
const OWN_TAG = `${MARK}namespace `;

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
    this.ownTags = path.map((_, depth) => `${OWN_TAG}${JSON.stringify(path.slice(0, depth + 1))}`);
  }

  get isRoot(): boolean {
    return this.#path.length === 0;
  }

  within(name: string): Namespace {
    return new Namespace([...this.#path, name]);
  }

  /** The id of a key, or of a tag, in here. */
  id(name: string): string {
    return this.#prefix !== '' ? this.#prefix + name : rootId(name);
  }

  /** Does this id stand in here, and in no namespace within? */
  holds(id: string): boolean {
    if (this.#prefix !== '') return id.startsWith(this.#prefix);
    return id.charCodeAt(0) !== 0 || id.startsWith(ESCAPE);
  }
}

/** The key that its caller used. */
export function keyOfId(id: string): string {
  return id.charCodeAt(0) === 0 ? id.slice(prefixLength(id)) : id;
}

/** The ids of tags, in the namespace of the key that has this id. */
export function tagIdsBeside(id: string, tags: readonly string[]): readonly string[] {
  const prefix = id.charCodeAt(0) === 0 ? id.slice(0, prefixLength(id)) : '';
  return tags.map(prefix === '' || prefix === ESCAPE ? rootId : (tag) => prefix + tag);
}

/** The tags that their caller used, without those that namespaces add. */
export function tagsOfIds(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => !id.startsWith(OWN_TAG)).map(keyOfId);
}

function rootId(name: string): string {
  return name.charCodeAt(0) === 0 ? ESCAPE + name : name;
}

function prefixLength(id: string): number {
  const colon = id.indexOf(':');
  return colon + 1 + Number(id.slice(1, colon));
}
