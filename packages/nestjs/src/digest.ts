import crypto from 'node:crypto';

/** SHA-256, in characters that need no escaping. */
export const digest: (text: string) => string =
  crypto.hash === undefined ? digestInSteps : digestAtOnce;

/** Twice as fast; Node has it since 20.12. */
function digestAtOnce(text: string): string {
  return crypto.hash('sha256', text, 'base64url');
}

function digestInSteps(text: string): string {
  return crypto.createHash('sha256').update(text).digest('base64url');
}
