import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { UnreadableRecordError, UnwritableValueError } from './errors.js';
import type { Serializer } from './serializer.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A value in bytes, and what was done to it. */
export interface Payload {
  readonly bytes: Buffer;
  readonly serializer: string;
  readonly isDeflated: boolean;
}

export interface PackingTerms {
  readonly serializer: Serializer;
  readonly compressAbove: number;
  readonly maxRecordBytes: number;
}

/**
 * A value on its way to Redis. It is serialized before anything is awaited: a caller may change it right after.
 *
 * @throws {UnwritableValueError} for a value that the serializer cannot hold, or that is too large
 */
export async function pack(value: unknown, terms: PackingTerms): Promise<Payload> {
  const { serializer, compressAbove, maxRecordBytes } = terms;
  const plain = serialize(value, serializer);
  const isDeflated = plain.length > compressAbove;
  const bytes = isDeflated ? await deflate(plain) : plain;
  // What would not fit when it is read is not written.
  if (plain.length > maxRecordBytes || bytes.length > maxRecordBytes) {
    throw new UnwritableValueError(
      `its ${plain.length} bytes are more than maxRecordBytes, ${maxRecordBytes}`,
    );
  }
  return { bytes, serializer: serializer.name, isDeflated };
}

/** @throws {UnreadableRecordError} for bytes of another serializer, or that it cannot read */
export async function unpack(payload: Payload, terms: PackingTerms): Promise<unknown> {
  const { serializer, maxRecordBytes } = terms;
  if (payload.serializer !== serializer.name) {
    throw new UnreadableRecordError(`it was written by the serializer "${payload.serializer}"`);
  }
  try {
    // The bound holds for what comes out, too: a few bytes may swell to anything.
    const maxOutputLength = Math.min(maxRecordBytes, Number.MAX_SAFE_INTEGER);
    const { bytes, isDeflated } = payload;
    return serializer.deserialize(isDeflated ? await inflate(bytes, { maxOutputLength }) : bytes);
  } catch (cause) {
    throw new UnreadableRecordError('its payload cannot be read', { cause });
  }
}

function serialize(value: unknown, serializer: Serializer): Buffer {
  try {
    const serialized = serializer.serialize(value);
    return typeof serialized === 'string' ? Buffer.from(serialized) : Buffer.from(serialized);
  } catch (cause) {
    throw new UnwritableValueError(`the serializer "${serializer.name}" cannot hold it`, { cause });
  }
}
