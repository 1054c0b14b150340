import { getEventListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import { within } from '../../checks/within.js';
import type { Sender } from '../../contestants/http/senders.js';
import { type Asked, FaultyOrigin, json } from './faulty-origin.js';

const CROWD = 200;

const FRESH = { 'cache-control': 'max-age=60' };
/** Long before the answer. */
const AT_ONCE = 500;

function slowly({ response }: Asked): void {
  void setTimeout(1_000).then(() => json(response, {}, FRESH));
}

export const leaving: readonly Check<Sender>[] = [
  {
    promise: `sends one request for ${CROWD} callers at once`,
    check: (sender) =>
      FaultyOrigin.during(slowly, async (origin) => {
        const send = sender.open();
        await Promise.all(Array.from({ length: CROWD }, () => send(origin.url)));
        return verdict(origin.arrived === 1, `${origin.arrived} requests`);
      }),
  },
  {
    promise: 'serves the others when the first caller leaves',
    check: (sender) =>
      FaultyOrigin.during(slowly, async (origin) => {
        const send = sender.open();
        const leaver = new AbortController();
        const left = send(origin.url, { signal: leaver.signal }).catch(() => {});
        await origin.hasArrived(1);
        const other = send(origin.url);
        await setTimeout(100);
        leaver.abort();
        await left;
        return other.then(
          () => verdict(true),
          () => verdict(false, 'they fail with it'),
        );
      }),
  },
  {
    promise: 'lets a caller who joined leave at once',
    check: (sender) =>
      FaultyOrigin.during(slowly, async (origin) => {
        const send = sender.open();
        const first = send(origin.url);
        await origin.hasArrived(1);
        const leaver = new AbortController();
        const left = send(origin.url, { signal: leaver.signal }).catch(() => {});
        await setTimeout(100);
        leaver.abort();
        const isAtOnce = await within(AT_ONCE, left).then(
          () => true,
          () => false,
        );
        await first;
        return verdict(isAtOnce, 'it waits for the answer');
      }),
  },
  {
    promise: 'leaves no listeners on a signal that many requests share',
    check: (sender) =>
      FaultyOrigin.during(
        ({ response }) => json(response, {}, FRESH),
        async ({ url }) => {
          const send = sender.open();
          const { signal } = new AbortController();
          for (let id = 0; id < 50; id++) await send(`${url}${id}`, { signal });
          await setTimeout(50);
          const left = getEventListeners(signal, 'abort').length;
          return verdict(left <= 1, `${left} left by 50 requests`);
        },
      ),
  },
];
