import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

type Hash = (algorithm: 'sha256', text: string) => string;

/** SHA-256 in hexadecimal. WebCrypto's is asynchronous, which a cache hit cannot wait for. */
export const digest: (text: string) => string = digestBy(hashOfPlatform());

/** With the platform's own, which is many times faster, where there is one. */
export function digestBy(hash: Hash | undefined): (text: string) => string {
  return hash === undefined ? (text) => bytesToHex(sha256(text)) : (text) => hash('sha256', text);
}

function hashOfPlatform(): Hash | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => { hash?: Hash } | undefined };
  };
  return process?.getBuiltinModule?.('node:crypto')?.hash;
}
