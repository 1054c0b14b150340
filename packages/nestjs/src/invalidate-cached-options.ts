/** Names, or a function of the method's arguments that gives them. */
export type NamesFrom<Args extends readonly unknown[]> =
  | readonly string[]
  | ((...args: Args) => readonly string[]);

/** Options of `@InvalidateCached()`. */
export interface InvalidateCachedOptions<Args extends readonly unknown[]> {
  /** The name of the cache. @default 'default' */
  readonly cache?: string;
  /** Keys, as `key` of `@Cached()` or of `@Coalesce()` gave them. */
  readonly keys?: NamesFrom<Args>;
  readonly tags?: NamesFrom<Args>;
}
