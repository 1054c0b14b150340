import { RequestMethod } from '@nestjs/common';

/** What Nest's decorators say of a handler. Their metadata has no public constants; the names are the same in all majors served. */
export interface HandlerTraits {
  /** What it handles: `http`, `graphql`, `rpc` or `ws`, and more than one where it carries decorators of each. */
  readonly kinds: ReadonlySet<string>;
  /** Handles a method that may change things. */
  readonly isUnsafe: boolean;
  /** Takes the response, or `next`, and answers by itself. */
  readonly sendsItself: boolean;
  readonly isSse: boolean;
  readonly isEvent: boolean;
  /** `Query`, `Mutation`, `Subscription`, or `undefined` for a field. */
  readonly operation: string | undefined;
  /** Resolves a field of an object, or a reference to one. */
  readonly isField: boolean;
  /** The request headers that it takes by name, in lower case. */
  readonly headers: readonly string[];
  readonly readsAllHeaders: boolean;
  readonly readsAddress: boolean;
  /** Says `Cache-Control: no-store` by `@Header()`. */
  readonly isNoStore: boolean;
}

export type HandlerClass = abstract new (...args: never[]) => object;
// biome-ignore lint/complexity/noBannedTypes: Nest's own type of a handler.
export type Handler = Function;

interface Parameter {
  readonly type: string;
  readonly data: unknown;
}

/** The numbers that Nest gives to its parameter decorators. */
const PARAMETER = { response: '1', next: '2', headers: '6', ip: '11' };
const SAFE = new Set<unknown>([RequestMethod.GET, RequestMethod.HEAD]);
/** `@EventPattern()`, in the metadata of a message handler. */
const EVENT_HANDLER = 2;

export function traitsOf(target: HandlerClass, handler: Handler): HandlerTraits {
  const of = (key: string): unknown => Reflect.getMetadata(key, handler);
  const method = of('method');
  const operation = of('graphql:resolver_type');
  const kinds = kindsOf(handler, method !== undefined);
  const parameters = kinds.has('http') ? parametersOf(target, handler) : [];
  const taken = (type: string): Parameter[] => parameters.filter((one) => one.type === type);
  const headers = taken(PARAMETER.headers);
  const takesResponse = taken(PARAMETER.response).length + taken(PARAMETER.next).length > 0;
  return {
    kinds,
    isUnsafe: method !== undefined && !SAFE.has(method),
    sendsItself: takesResponse && !isPassthrough(target, handler),
    isSse: of('__sse__') === true,
    isEvent: of('microservices:handler_type') === EVENT_HANDLER,
    operation: typeof operation === 'string' ? operation : undefined,
    isField: isField(handler),
    headers: headers.flatMap(({ data }) => (typeof data === 'string' ? data.toLowerCase() : [])),
    readsAllHeaders: headers.some(({ data }) => typeof data !== 'string'),
    readsAddress: taken(PARAMETER.ip).length > 0,
    isNoStore: isNoStore(of('__headers__')),
  };
}

/** The name by which the handler stands in its class. */
export function nameOf(target: HandlerClass, handler: Handler): string {
  for (let owner: object | null = target.prototype; owner; owner = Object.getPrototypeOf(owner)) {
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(owner));
    const found = descriptors.find(([, { value }]) => value === handler);
    if (found !== undefined) return found[0];
  }
  return handler.name;
}

function kindsOf(handler: Handler, isHttp: boolean): ReadonlySet<string> {
  const has = (key: string): boolean => Reflect.hasMetadata(key, handler);
  const kinds = new Set<string>();
  if (isHttp) kinds.add('http');
  if (has('microservices:pattern')) kinds.add('rpc');
  if (has('websockets:message_mapping')) kinds.add('ws');
  if (has('graphql:resolver_type') || isField(handler)) kinds.add('graphql');
  return kinds;
}

function isField(handler: Handler): boolean {
  const has = (key: string): boolean => Reflect.hasMetadata(key, handler);
  return has('graphql:resolve_property') || has('graphql:resolve_reference');
}

function parametersOf(target: HandlerClass, handler: Handler): Parameter[] {
  const metadata: unknown = Reflect.getMetadata(
    '__routeArguments__',
    target,
    nameOf(target, handler),
  );
  return Object.entries((metadata ?? {}) as Record<string, { data?: unknown }>).map(
    ([key, { data }]) => ({ type: key.split(':', 1)[0] ?? '', data }),
  );
}

function isPassthrough(target: HandlerClass, handler: Handler): boolean {
  return Boolean(Reflect.getMetadata('__responsePassthrough__', target, nameOf(target, handler)));
}

function isNoStore(headers: unknown): boolean {
  if (!Array.isArray(headers)) return false;
  return headers.some(
    ({ name, value }) =>
      /^cache-control$/i.test(String(name)) && /\bno-store\b/i.test(String(value)),
  );
}
