import { createHash } from 'node:crypto';

/** SHA-256, in characters that need no escaping. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
