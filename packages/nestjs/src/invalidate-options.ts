import type { HandlerCall } from './handler-call.js';

/** Names, or a function of the call and of what the handler answered that gives them. */
export type NamesOf =
  | readonly string[]
  | ((call: HandlerCall, answer: unknown) => readonly string[]);

export interface InvalidateOptions {
  /** The name of the cache. @default 'default' */
  readonly cache?: string;
  /** Keys, as `key` of `@Coalesce()` or of `@Cached()` gave them: their answers go for all callers. */
  readonly keys?: NamesOf;
  readonly tags?: NamesOf;
}
