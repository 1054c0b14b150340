import type { InternalAxiosRequestConfig } from 'axios';
import { isUtf8 } from './data-of.js';

/** The bytes of what an adapter brought; `undefined` where it is nothing that bytes could bring back, as some adapters bring objects. */
export function bytesOf(
  data: unknown,
  { responseEncoding }: InternalAxiosRequestConfig,
): Uint8Array | undefined {
  if (ArrayBuffer.isView(data))
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (isArrayBuffer(data)) return new Uint8Array(data);
  if (typeof data !== 'string' || !isUtf8(responseEncoding)) return undefined;
  return new TextEncoder().encode(data);
}

/** Of whatever realm: test environments have their own. */
function isArrayBuffer(data: unknown): data is ArrayBuffer {
  return Object.prototype.toString.call(data) === '[object ArrayBuffer]';
}
