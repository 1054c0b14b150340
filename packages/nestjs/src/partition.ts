import { isCredential } from '@sameflight/http';
import { digest } from './digest.js';
import type { HandlerCall } from './handler-call.js';
import { PassThrough } from './pass-through.js';
import type { RequestHeaders } from './platform.js';
import { askForString, askUser } from './user-function.js';

/**
 * Says who may share an answer with whom: callers with equal strings. The string itself is kept out of keys; its digest
 * stands there. `undefined` passes the call through. `'public'` lets everybody share.
 */
export type Partition = 'public' | ((call: HandlerCall) => string | undefined);

/** No more names than this are remembered; honest clients have far fewer. */
const MOST_NAMES = 1_000;
const credentialNames: Map<string, boolean> = new Map();

/** The part of a key that keeps callers apart, or why this call cannot have one. */
export function scopeOf(call: HandlerCall, partition: Partition | undefined): string | PassThrough {
  if (partition === 'public') return 'public';
  return partition === undefined ? scopeByCredentials(call) : scopeBy(call, partition);
}

function scopeBy(
  call: HandlerCall,
  partition: (call: HandlerCall) => string | undefined,
): string | PassThrough {
  try {
    const name = askUser('partition', () => partition(call));
    if (name === undefined) return new PassThrough('unidentified');
    return `partition:${digest(askForString('partition', () => name))}`;
  } catch (error) {
    return new PassThrough('partition-failed', error);
  }
}

function scopeByCredentials(call: HandlerCall): string | PassThrough {
  const { user } = call;
  // Passport says `false` for nobody.
  const isUser = user !== undefined && user !== null && user !== false;
  if (call.request === undefined) return new PassThrough('unidentified');
  const credentials = credentialsIn(call.headers);
  if (credentials.length === 0) return isUser ? new PassThrough('unidentified') : 'anonymous';
  // Equal credentials may stand for another user, as where an administrator acts as one.
  const asking = isUser ? [...credentials, ['user', idOf(user)]] : credentials;
  return named('credentials', asking);
}

function named(kind: string, asking: readonly unknown[]): string | PassThrough {
  try {
    return `${kind}:${digest(JSON.stringify(asking))}`;
  } catch (error) {
    return new PassThrough('unidentified', error);
  }
}

function credentialsIn(headers: RequestHeaders): (readonly [string, unknown])[] {
  const found: (readonly [string, unknown])[] = [];
  for (const name in headers) if (tellsWhoAsks(name)) found.push([name, headers[name]]);
  return found.sort(([one], [other]) => (one < other ? -1 : 1));
}

function tellsWhoAsks(name: string): boolean {
  const known = credentialNames.get(name);
  if (known !== undefined) return known;
  const answer = isCredential(name);
  if (credentialNames.size < MOST_NAMES) credentialNames.set(name, answer);
  return answer;
}

/** What tells a user from others; all that is known of him where nothing is called an id. */
function idOf(user: unknown): unknown {
  if (typeof user !== 'object' || user === null) return String(user);
  const { id, sub, _id, userId, username, email } = user as Readonly<Record<string, unknown>>;
  const found = id ?? sub ?? _id ?? userId ?? username ?? email ?? user;
  return typeof found === 'object' ? found : String(found);
}
