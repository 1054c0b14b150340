import { verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import type { Received, Sender } from '../../contestants/http/senders.js';
import { type Asked, FaultyOrigin, json } from './faulty-origin.js';

const FRESH = { 'cache-control': 'max-age=60' };
const LATER = 50;

/** Says who asked. */
function whoAsks({ request, response }: Asked, headers: Record<string, string>): void {
  const { authorization, cookie } = request.headers;
  setTimeout(() => json(response, { you: authorization ?? cookie }, headers), LATER);
}

function isFor(user: string, { data }: Received): boolean {
  return (data as { you: string }).you === user;
}

function keptApart(promise: string, field: string, isAtOnce: boolean): Check<Sender> {
  return {
    promise,
    check: (sender) =>
      FaultyOrigin.during(
        (asked) => whoAsks(asked, FRESH),
        async ({ url }) => {
          const send = sender.open();
          const as = (user: string) => send(url, { headers: { [field]: user } });
          const alice = as('alice');
          if (!isAtOnce) await alice;
          return verdict(
            isFor('bob', await as('bob')) && isFor('alice', await alice),
            'Bob reads what is Alice’s',
          );
        },
      ),
  };
}

/** Each caller of several at once gets an answer of his own. */
function eachHisOwn(promise: string, headers: Record<string, string>): Check<Sender> {
  return {
    promise,
    check: (sender) =>
      FaultyOrigin.during(
        ({ response, count }) =>
          setTimeout(() => json(response, { count }, { ...headers, 'x-count': `${count}` }), LATER),
        async ({ url }) => {
          const send = sender.open();
          const answers = await Promise.all(Array.from({ length: 5 }, () => send(url)));
          const different = new Set(answers.map(({ data }) => (data as { count: number }).count));
          return verdict(different.size === 5, `${different.size} answers for 5 callers`);
        },
      ),
  };
}

export const privacy: readonly Check<Sender>[] = [
  keptApart(
    'keeps callers with other `Authorization` apart, one after another',
    'authorization',
    false,
  ),
  keptApart('keeps callers with other `Authorization` apart, at once', 'authorization', true),
  keptApart('keeps callers with other cookies apart', 'cookie', false),
  eachHisOwn('gives everyone a session of his own where a cookie is set', {
    ...FRESH,
    'set-cookie': 'session=1',
  }),
  eachHisOwn('shares nothing that is `no-store`, not even in flight', {
    'cache-control': 'no-store',
  }),
  eachHisOwn('shares nothing that varies on everything', { ...FRESH, vary: '*' }),
  {
    promise: 'replays no `Set-Cookie`',
    check: (sender) =>
      FaultyOrigin.during(
        ({ response, count }) => json(response, {}, { ...FRESH, 'set-cookie': `session=${count}` }),
        async ({ url }) => {
          const send = sender.open();
          await send(url);
          const { cookie } = await send(url);
          return verdict(
            cookie !== 'session=1',
            'the first caller’s session is handed to the second',
          );
        },
      ),
  },
];
