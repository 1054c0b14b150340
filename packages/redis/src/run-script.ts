import type { Script } from './scripts/script.js';

/** Runs a script by its digest, and sends its text only where the server does not know it (yet, or any more). */
export async function runScript(
  script: Script,
  byDigest: (sha: string) => Promise<unknown>,
  byText: (source: string) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await byDigest(script.sha);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
      return byText(script.source);
    throw error;
  }
}
