import type { FetchOptions } from '@sameflight/core';
import type { CacheRegistry } from './cache-registry.js';
import { explained } from './explained.js';
import { handlerProblem } from './handler-problems.js';
import { type Handler, type HandlerClass, nameOf } from './handler-traits.js';
import { coalesceMetadata, OPTED_OUT } from './metadata.js';
import { checkFetchOptions, checkSharingOptions } from './option-checks.js';
import type { CoalesceOptions } from './options.js';
import { fetchOptionsOf, type Route } from './route.js';
import type { Routes } from './routes.js';

/** What `@Coalesce()` says, looked at when the app starts. */
export class CoalesceCheck {
  readonly #registry: CacheRegistry;
  readonly #routes: Routes;
  readonly #repeated: ReadonlySet<HandlerClass>;
  readonly #keyed: Map<string, Route> = new Map();

  /** @param repeated the classes that are controllers of more than one module */
  constructor(registry: CacheRegistry, routes: Routes, repeated: ReadonlySet<HandlerClass>) {
    this.#registry = registry;
    this.#routes = routes;
    this.#repeated = repeated;
  }

  checkController(target: HandlerClass): void {
    const metadata = coalesceMetadata(target);
    if (metadata === undefined || metadata === OPTED_OUT) return;
    explained(`@Coalesce() on ${target.name}`, () => this.#checkOptions(metadata));
  }

  checkHandler(target: HandlerClass, handler: Handler): void {
    const own = coalesceMetadata(handler);
    const metadata = own ?? coalesceMetadata(target);
    if (metadata === undefined || metadata === OPTED_OUT) return;
    explained(`@Coalesce() on ${target.name}.${nameOf(target, handler)}`, () => {
      this.#checkOptions(metadata);
      const route = this.#routes.of(target, handler);
      const problem = own && handlerProblem({ route, target, handler });
      refuse(problem ?? this.#clash(target, route));
    });
  }

  #checkOptions(options: CoalesceOptions): void {
    checkSharingOptions(options);
    const { cache } = this.#registry.get(options.cache);
    const { tags } = options;
    const fetchOptions: FetchOptions = fetchOptionsOf(options);
    checkFetchOptions(
      cache,
      tags === undefined || typeof tags === 'function' ? fetchOptions : { ...fetchOptions, tags },
    );
  }

  /** Keys of one's own tell calls of one handler apart, so that handler must be the only one of its name. */
  #clash(target: HandlerClass, route: Route): string | undefined {
    const { id, name, options, traits } = route.facts;
    if (options.key === undefined || traits.kinds.size === 0) return undefined;
    if (this.#repeated.has(target))
      return 'several modules have this controller, and with a `key` of its own the two would answer for each other; give each module a subclass of another name';
    const other = this.#keyed.get(id);
    this.#keyed.set(id, route);
    return other === undefined || other.facts.traits === traits
      ? undefined
      : `another class of the app has a ${name} with a \`key\` of its own at the same path and version, and the two would answer for each other; rename one of them`;
  }
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new TypeError(problem);
}
