import { matchesWeakly, parseEntityTag, parseEntityTags, parseVary } from '@sameflight/http';
import type { HandlerCall } from './handler-call.js';
import {
  type HeaderValue,
  nodeResponse,
  type OutgoingResponse,
  setHeader,
  setStatus,
} from './platform.js';
import type { Recording } from './recording.js';

/** Writes to a caller's response what the handler wrote to that of the one who started the flight. */
export function replay(recording: Recording, call: HandlerCall): void {
  const { response } = call;
  if (response === undefined || nodeResponse(response).headersSent) return;
  const { status, statusMessage, headers = [] } = recording;
  if (status !== undefined) setStatus(response, status);
  if (statusMessage !== undefined) nodeResponse(response).statusMessage = statusMessage;
  for (const [name, value] of headers) replayHeader(response, name, value);
  if (call.kind === 'http' && isUnchanged(call, headers)) setStatus(response, 304);
}

function replayHeader(response: OutgoingResponse, name: string, value: HeaderValue | null): void {
  if (value === null) response.removeHeader(name);
  else setHeader(response, name, name === 'vary' ? joinedVary(response, value) : value);
}

/** What this caller's response varies on already, as for CORS, it still does. */
function joinedVary(response: OutgoingResponse, value: HeaderValue): HeaderValue {
  const own = response.getHeader('vary');
  if (own === undefined) return value;
  const names = parseVary([['vary', `${String(own)}, ${String(value)}`]]);
  return names === '*' ? '*' : names.join(', ');
}

/** Has the caller what he asks for? RFC 9110 §13.1.2. */
function isUnchanged(call: HandlerCall, headers: NonNullable<Recording['headers']>): boolean {
  const asked = call.headers['if-none-match'];
  const isRead = call.request?.method === 'GET' || call.request?.method === 'HEAD';
  const given = headers.find(([name]) => name === 'etag');
  const isFound = call.response !== undefined && nodeResponse(call.response).statusCode === 200;
  if (asked === undefined || !isRead || !isFound || given === undefined) return false;
  const tag = parseEntityTag(String(given[1]));
  const tags = parseEntityTags(String(asked));
  return tags === '*' || (tag !== undefined && tags.some((one) => matchesWeakly(one, tag)));
}
