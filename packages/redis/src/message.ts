/** What goes over the bus. */
export type Message =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'tag'; readonly tag: string }
  /** Everything from before `era` is void. */
  | { readonly kind: 'clear'; readonly era: string }
  /** The lease that `token` held on `record` has ended. */
  | {
      readonly kind: 'settled';
      readonly record: string;
      readonly token: string;
      readonly next: 'again' | 'alone';
    }
  /** From a process to itself. */
  | { readonly kind: 'beat'; readonly token: string };

const VERSION = 1;

/** A message as text, signed by the process that sends it. */
export function encodeMessage(node: string, message: Message): string {
  return JSON.stringify({ version: VERSION, node, ...message });
}

/** @throws {TypeError} or {SyntaxError} unless `text` is a message */
export function decodeMessage(text: string): { readonly node: string; readonly message: Message } {
  const parts: unknown = JSON.parse(text);
  if (typeof parts === 'object' && parts !== null) {
    const { version, node, ...message } = parts as Record<string, unknown>;
    if (version === VERSION && typeof node === 'string' && isMessage(message)) {
      return { node, message };
    }
  }
  throw new TypeError(`a message on the bus has no known form: ${text.slice(0, 100)}`);
}

function isMessage(parts: object): parts is Message {
  const { kind, key, tag, era, record, token, next } = parts as Record<string, unknown>;
  switch (kind) {
    case 'key':
      return typeof key === 'string';
    case 'tag':
      return typeof tag === 'string';
    case 'clear':
      return typeof era === 'string';
    case 'settled':
      return (
        typeof record === 'string' &&
        typeof token === 'string' &&
        (next === 'again' || next === 'alone')
      );
    case 'beat':
      return typeof token === 'string';
    default:
      return false;
  }
}
