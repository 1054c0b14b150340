import { fieldValue, type HeaderList } from '@sameflight/http';
import type { BodySource } from '@sameflight/http/exchange';
import type { InternalAxiosRequestConfig } from 'axios';

/** The body as the caller wants it, a copy of his own; axios' `transformResponse` comes after. */
export async function dataOf(
  body: BodySource,
  headers: HeaderList,
  { responseType, responseEncoding }: InternalAxiosRequestConfig,
): Promise<unknown> {
  const bytes = await bytesOf(body);
  switch (responseType) {
    case 'arraybuffer':
      return nodeBuffer()?.from(bytes) ?? bytes.buffer;
    case 'blob':
      return new Blob([bytes], { type: fieldValue(headers, 'content-type') ?? '' });
    default:
      return textOf(bytes, responseEncoding);
  }
}

async function bytesOf(body: BodySource): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array(0);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

// As axios does on Node: a byte order mark is no part of the text.
function textOf(bytes: Uint8Array, encoding = 'utf8'): string {
  return isUtf8(encoding)
    ? new TextDecoder().decode(bytes)
    : (nodeBuffer()?.from(bytes).toString(encoding) ?? new TextDecoder(encoding).decode(bytes));
}

/** Whether text in this `responseEncoding` of axios is UTF-8, as it is by default. */
export function isUtf8(encoding = 'utf8'): boolean {
  return /^utf-?8$/i.test(encoding);
}

interface NodeBuffer {
  from(bytes: Uint8Array): Uint8Array & { toString(encoding: string): string };
}

/** On Node, axios hands out `Buffer`s for `arraybuffer`. */
function nodeBuffer(): NodeBuffer | undefined {
  return (globalThis as { Buffer?: NodeBuffer }).Buffer;
}
