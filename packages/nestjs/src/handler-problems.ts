import { StreamableFile } from '@nestjs/common';
import { NOT_LATER, refreshesLater } from './foreground.js';
import { type Handler, type HandlerClass, nameOf } from './handler-traits.js';
import type { Route } from './route.js';

interface Case {
  readonly route: Route;
  readonly target: HandlerClass;
  readonly handler: Handler;
}

type Problem = readonly [holds: (it: Case) => boolean, problem: string];

/** What `@Coalesce()` cannot serve, each with its mend. The first that holds is told. */
const PROBLEMS: readonly Problem[] = [
  [
    ({ route }) => route.facts.traits.kinds.size === 0,
    'it handles nothing; use @Cached() for the methods of a provider',
  ],
  [
    ({ route }) => route.facts.traits.isSse,
    'it sends server-sent events, which cannot be shared; leave @Coalesce() out, and share what it reads by @Cached()',
  ],
  [
    ({ route }) => route.facts.traits.sendsItself,
    'it takes @Res() or @Next() and answers by itself, so its answer cannot be shared; take @Res({ passthrough: true }) and return the answer, or leave @Coalesce() out',
  ],
  [
    returnsStream,
    'it returns a StreamableFile, which can be read only once; leave @Coalesce() out, and share what it reads by @Cached()',
  ],
  [
    ({ route }) => route.facts.traits.isEvent,
    'it handles an event, and coalesced events would be lost; leave @Coalesce() out',
  ],
  [
    ({ route }) => isChanging(route),
    'it changes things; leave @Coalesce() out, or use @Invalidate()',
  ],
  [
    ({ route }) => route.facts.invalidates,
    'it carries @Invalidate() too, so it changes things; leave one of the two out',
  ],
  [
    ({ route }) => route.facts.traits.isNoStore,
    "its @Header() says 'Cache-Control: no-store'; leave that or @Coalesce() out",
  ],
  [
    ({ route }) => route.facts.traits.isUnsafe && !route.facts.hasOwnKey,
    'only GET and HEAD have a key that can be derived; give it a `key` of its own, if it changes nothing',
  ],
  [
    ({ route }) => route.facts.traits.isField && !hasKey(route),
    'no key can be derived for a field; give a `key` that names its object too, such as ({ parent, args }) => keyOf(parent.id, args)',
  ],
  [
    ({ route }) => isOutsideHttp(route) && !hasKey(route),
    'outside HTTP no key can be derived; give `key`, such as ({ args }) => keyOf(args.id) or ({ data }) => keyOf(data)',
  ],
  [
    ({ route }) => isMessage(route) && route.facts.options.partition === undefined,
    "a message does not tell who sent it; give `partition`: 'public' if all may share the answer, or a function",
  ],
  [
    ({ route }) => readsUnnamedHeaders(route),
    'it takes all @Headers(), and any of them might count; name those that do in `vary`, or take them by name',
  ],
  [
    ({ route }) => route.facts.isRequestScoped && refreshesLater(route.facts.options),
    `its controller ${NOT_LATER}`,
  ],
];

/** Why `@Coalesce()` on this handler cannot be meant, if so, and what to do about it. */
export function handlerProblem(it: Case): string | undefined {
  return PROBLEMS.find(([holds]) => holds(it))?.[1];
}

function hasKey({ facts }: Route): boolean {
  return facts.options.key !== undefined;
}

function isChanging({ facts: { traits } }: Route): boolean {
  return traits.operation === 'Mutation' || traits.operation === 'Subscription';
}

function isMessage({ facts: { traits } }: Route): boolean {
  return traits.kinds.has('rpc') || traits.kinds.has('ws');
}

function isOutsideHttp(route: Route): boolean {
  return isMessage(route) || route.facts.traits.kinds.has('graphql');
}

function readsUnnamedHeaders(route: Route): boolean {
  const { traits, options } = route.facts;
  return traits.readsAllHeaders && options.vary === undefined && !hasKey(route);
}

function returnsStream({ target, handler }: Case): boolean {
  const name = nameOf(target, handler);
  return Reflect.getMetadata('design:returntype', target.prototype, name) === StreamableFile;
}
