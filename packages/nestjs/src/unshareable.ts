import { StreamableFile } from '@nestjs/common';

/** Why a value cannot be given to more than one caller, if so. */
export function unshareableKind(value: unknown): 'stream' | 'binary' | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return 'binary';
  const { getStream, getReader, next, pipe, on, bodyUsed, stream } = value as Members;
  const isReader = isFunction(getStream) || isFunction(getReader);
  const isStream = isReader || (isFunction(pipe) && isFunction(on));
  const isIterator =
    isFunction(next) && (Symbol.iterator in value || Symbol.asyncIterator in value);
  const isBody = typeof bodyUsed === 'boolean' || (isFunction(stream) && 'size' in value);
  return value instanceof StreamableFile || isStream || isIterator || isBody ? 'stream' : undefined;
}

/** Lets go of what a stream that nobody will read holds, such as an open file. */
export function discard(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { getStream, destroy, cancel } = value as Members;
  if (isFunction(getStream)) return discard(getStream.call(value));
  if (isFunction(destroy)) destroy.call(value);
  else if (isFunction(cancel)) Promise.resolve(cancel.call(value)).catch(() => {});
}

type Members = Record<string, unknown>;

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function';
}
