/** What a response header may hold. */
export type HeaderValue = string | number | readonly string[];

/** The request headers as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The little of Express' and of Fastify's request that is read here. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  /** The URL before any router took a part of it away. */
  readonly originalUrl?: string;
  readonly protocol?: string;
  readonly host?: string;
  readonly hostname?: string;
  readonly headers: RequestHeaders;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ip?: string;
  readonly user?: unknown;
}

/** The little of Node's `ServerResponse` that is used here. */
export interface NodeResponse {
  statusCode: number;
  statusMessage?: string;
  readonly headersSent: boolean;
  readonly destroyed?: boolean;
  readonly writableFinished?: boolean;
  setHeader(name: string, value: HeaderValue): unknown;
  getHeader(name: string): HeaderValue | undefined;
  removeHeader(name: string): void;
}

/** The little of Fastify's `Reply` that is used here. */
export interface FastifyReply {
  readonly raw: NodeResponse;
  header(name: string, value: HeaderValue): unknown;
  getHeader(name: string): HeaderValue | undefined;
  removeHeader(name: string): unknown;
  status(code: number): unknown;
}

export type OutgoingResponse = NodeResponse | FastifyReply;

export function isReply(response: OutgoingResponse): response is FastifyReply {
  return 'raw' in response;
}

/** The response as Node knows it, whichever platform wraps it. */
export function nodeResponse(response: OutgoingResponse): NodeResponse {
  return isReply(response) ? response.raw : response;
}

export function setStatus(response: OutgoingResponse, status: number): void {
  if (isReply(response)) response.status(status);
  else response.statusCode = status;
}

export function setHeader(response: OutgoingResponse, name: string, value: HeaderValue): void {
  if (isReply(response)) response.header(name, value);
  else response.setHeader(name, value);
}
