import type { ExecutionContext } from '@nestjs/common';
import type { IncomingRequest, OutgoingResponse, RequestHeaders } from './platform.js';

interface GraphqlContext {
  readonly req?: IncomingRequest;
  readonly request?: IncomingRequest;
  readonly res?: OutgoingResponse;
  readonly reply?: OutgoingResponse & { readonly request?: IncomingRequest };
  readonly user?: unknown;
}

const NONE: Readonly<Record<string, never>> = Object.freeze({});

/**
 * One call of a handler, as the functions for keys, tags and partitions see it: the raw input, before any pipe.
 * What the kind of call does not have is empty.
 */
export class HandlerCall {
  /** Nest's own view of the call, for all that is not here. */
  readonly context: ExecutionContext;
  /** `http`, `graphql`, `rpc` or `ws`. */
  readonly kind: string;

  constructor(context: ExecutionContext) {
    this.context = context;
    this.kind = context.getType();
  }

  /** The HTTP request, Express' or Fastify's; of GraphQL the one that carries the operation. */
  get request(): IncomingRequest | undefined {
    if (this.kind === 'http') return this.context.getArgByIndex<IncomingRequest>(0);
    const { req, request, reply } = this.#graphql;
    return req ?? request ?? reply?.request;
  }

  /** The HTTP response, Express' or Fastify's. */
  get response(): OutgoingResponse | undefined {
    if (this.kind === 'http') return this.context.getArgByIndex<OutgoingResponse>(1);
    const { res, reply } = this.#graphql;
    return res ?? reply;
  }

  /** The route's parameters. */
  get params(): Readonly<Record<string, string>> {
    return this.request?.params ?? NONE;
  }

  get query(): Readonly<Record<string, unknown>> {
    return this.request?.query ?? NONE;
  }

  get headers(): RequestHeaders {
    return this.request?.headers ?? NONE;
  }

  get body(): unknown {
    return this.request?.body;
  }

  /** Who a guard or a middleware says is asking. */
  get user(): unknown {
    return this.request?.user ?? this.#graphql.user;
  }

  /** The arguments of a GraphQL field. */
  get args(): Readonly<Record<string, unknown>> {
    return this.kind === 'graphql' && !this.#isReference ? this.context.getArgByIndex(1) : NONE;
  }

  /** The object that a GraphQL field is asked of, or the reference that is to be resolved. */
  get parent(): Readonly<Record<string, unknown>> {
    const parent = this.kind === 'graphql' ? this.context.getArgByIndex<unknown>(0) : undefined;
    return (parent ?? NONE) as Readonly<Record<string, unknown>>;
  }

  /** The payload of a message, in microservices and WebSockets. */
  get data(): unknown {
    if (this.kind === 'rpc') return this.context.switchToRpc().getData();
    return this.kind === 'ws' ? this.context.switchToWs().getData() : undefined;
  }

  /** The WebSocket that the message came by. */
  get client(): unknown {
    return this.kind === 'ws' ? this.context.switchToWs().getClient() : undefined;
  }

  get #graphql(): GraphqlContext {
    if (this.kind !== 'graphql') return NONE;
    const index = this.#isReference ? 1 : 2;
    return this.context.getArgByIndex<GraphqlContext | undefined>(index) ?? NONE;
  }

  /** Resolvers of references take no arguments, so all that follows comes one earlier. */
  get #isReference(): boolean {
    return this.context.getArgs<unknown[]>().length === 3;
  }
}
