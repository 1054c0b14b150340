import { type HeaderList, hasField } from './fields/header-list.js';

export interface RequestHead {
  /** As it is sent: methods are case-sensitive, so `get` is not `GET`. RFC 9110 §9.1. */
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: HeaderList;
  /** Whether a body goes with it. Without it: none. */
  readonly hasBody?: boolean;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: HeaderList;
}

/** One request, the head of its response, and when they passed. */
export interface Exchange {
  readonly request: RequestHead;
  readonly response: ResponseHead;
  /**
   * When the request was sent and the response's head arrived, in ms. Any clock will do, best a monotonic one: only
   * differences count.
   */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** The wall clock when the head arrived, in ms since 1970: what the dates in the response are compared with. */
  readonly receivedOn: number;
  /** Redirects were followed: what came is from elsewhere, and says nothing of the request's own target. @default false */
  readonly wasRedirected?: boolean;
}

/** Whether a server that heeds such headers takes the request for one with another method than a cache sees. */
export function overridesMethod({ headers }: RequestHead): boolean {
  return ['x-http-method-override', 'x-http-method', 'x-method-override'].some((name) =>
    hasField(headers, name),
  );
}
