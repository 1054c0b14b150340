import { setTimeout } from 'node:timers/promises';
import { verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import type { Sender } from '../../contestants/http/senders.js';
import { FaultyOrigin, json } from './faulty-origin.js';

const FRESH = { 'cache-control': 'max-age=60' };

function notReused(promise: string, headers: Record<string, string>): Check<Sender> {
  return {
    promise,
    check: (sender) =>
      FaultyOrigin.during(
        ({ response, count }) => json(response, { count }, headers),
        async (origin) => {
          const send = sender.open();
          await send(origin.url);
          await send(origin.url);
          return verdict(origin.arrived === 2, 'the second caller gets the first one’s answer');
        },
      ),
  };
}

export const storing: readonly Check<Sender>[] = [
  notReused('does not reuse what says nothing of freshness', {}),
  notReused('takes the first of two `max-age`, or none', {
    'cache-control': 'max-age=0, max-age=60',
  }),
  {
    promise: 'tells URLs apart whose query is in another order',
    check: (sender) =>
      FaultyOrigin.during(
        ({ response }) => json(response, {}, FRESH),
        async (origin) => {
          const send = sender.open();
          await send(`${origin.url}?a=1&b=2`);
          await send(`${origin.url}?b=2&a=1`);
          return verdict(origin.arrived === 2, 'they share an answer');
        },
      ),
  },
  {
    promise: 'stores no body that was cut off',
    check: (sender) =>
      FaultyOrigin.during(
        ({ response, count }) => {
          if (count > 1) return json(response, { whole: true }, FRESH);
          response.writeHead(200, {
            ...FRESH,
            'content-type': 'application/json',
            'content-length': '100',
          });
          response.write('{"who');
          response.flushHeaders();
          response.destroy();
        },
        async ({ url }) => {
          const send = sender.open();
          await send(url).catch(() => {});
          const { data } = await send(url);
          return verdict((data as { whole: boolean }).whole, 'half a body is served');
        },
      ),
  },
  {
    promise: 'forgets what a `PUT` changed while it was fetched',
    check(sender) {
      let value = 'old';
      return FaultyOrigin.during(
        ({ request, response }) => {
          const read = value;
          if (request.method === 'PUT') {
            value = 'new';
            json(response, {});
          } else void setTimeout(100).then(() => json(response, { value: read }, FRESH));
        },
        async (origin) => {
          const send = sender.open();
          const reading = send(origin.url);
          await origin.hasArrived(1);
          await send(origin.url, { method: 'PUT' });
          await reading;
          const { data } = await send(origin.url);
          return verdict((data as { value: string }).value === 'new', 'the old value is served');
        },
      );
    },
  },
  {
    promise: 'serves the old answer for an error, as `stale-if-error` says',
    check: (sender) =>
      FaultyOrigin.during(
        ({ response, count }) => {
          if (count === 1)
            return json(response, {}, { 'cache-control': 'max-age=1, stale-if-error=60' });
          response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
        },
        async ({ url }) => {
          const send = sender.open();
          await send(url);
          await setTimeout(2_100);
          const { status } = await send(url);
          return verdict(status === 200, `the caller gets ${status}`);
        },
      ),
  },
  {
    promise: 'hands out nothing that one caller can change for another',
    check: (sender) =>
      FaultyOrigin.during(
        ({ response }) => json(response, { name: 'Ada' }, FRESH),
        async ({ url }) => {
          const send = sender.open();
          await send(url);
          const { data: mine } = await send(url);
          (mine as { name: string }).name = 'Eve';
          const { data } = await send(url);
          return verdict((data as { name: string }).name === 'Ada', 'the change is seen');
        },
      ),
  },
];
