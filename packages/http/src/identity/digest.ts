import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

/** SHA-256 in hexadecimal. WebCrypto's is asynchronous, which a cache hit cannot wait for. */
export function digest(text: string): string {
  return bytesToHex(sha256(text));
}
