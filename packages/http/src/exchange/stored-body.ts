/** A whole body, in the pieces that it came in until somebody wants it in one. Plain data, and the store's own. */
export type StoredBody = Uint8Array[];

export function lengthOf(body: StoredBody): number {
  let length = 0;
  for (const piece of body) length += piece.byteLength;
  return length;
}

/** All of it, in one piece: from then on it is that piece alone. */
export function inOnePiece(body: StoredBody): Uint8Array {
  if (body.length !== 1) body.splice(0, body.length, joined(body));
  return body[0] as Uint8Array;
}

function joined(pieces: StoredBody): Uint8Array {
  const whole = new Uint8Array(lengthOf(pieces));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}

/** Whether a value that came from a store is one: L2 may hold anything. */
export function isStoredBody(value: unknown): value is StoredBody {
  return Array.isArray(value) && value.every((piece) => piece instanceof Uint8Array);
}
