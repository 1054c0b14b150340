import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { cached, cacheStatus, read, texts, times, turn } from './support/cached.js';
import { always, held, origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'max-age=60' };

describe('H-13 before the headers are in', () => {
  test('whoever aborts is rejected at once with his own reason, and the rest go on', async () => {
    const { answer, release } = held(always(CACHEABLE));
    const { url, arrived } = await origin(answer);
    const { fetch } = cached();
    const caller = new AbortController();

    const responses = [fetch(url), fetch(url, { signal: caller.signal }), fetch(url)];
    await arrived(1);
    caller.abort('enough');
    await expect(responses[1]).rejects.toBe('enough');
    release();

    expect(await (await responses[0])?.text()).toBe('answer 1');
    expect(await (await responses[2])?.text()).toBe('answer 1');
  });

  test('the connection is dropped when the last one has left, and a newcomer starts anew', async () => {
    const { answer, release } = held(always(CACHEABLE));
    const { url, arrived, dropped } = await origin(answer);
    const { fetch } = cached();
    const callers = times(3, () => new AbortController());

    const outcomes = Promise.allSettled(callers.map(({ signal }) => fetch(url, { signal })));
    await arrived(1);
    for (const caller of callers) caller.abort();
    const newcomer = fetch(url);
    await dropped(1);
    await arrived(2);
    release();

    expect((await outcomes).map(({ status }) => status)).toEqual(times(3, () => 'rejected'));
    expect(await (await newcomer).text()).toBe('answer 2');
  });

  test('a signal that has aborted already rejects even what is stored', async () => {
    const { url } = await origin(always(CACHEABLE));
    const { fetch } = cached();
    await read(fetch(url));

    await expect(fetch(url, { signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
  });

  test('the signal of a Request counts as well', async () => {
    const { answer } = held(always(CACHEABLE));
    const { url, arrived, dropped } = await origin(answer);
    const { fetch } = cached();
    const caller = new AbortController();

    const response = fetch(new Request(url, { signal: caller.signal }));
    await arrived(1);
    caller.abort();

    await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    await dropped(1);
  });
});

describe('H-13 during the body', () => {
  test.each([
    ['may be stored', CACHEABLE],
    ['may not', { 'cache-control': 'no-store' }],
  ])('whoever aborts loses his own body at once, where it %s', async (_name, headers) => {
    const { url, dropped } = await origin((_request, response) => {
      response.writeHead(200, headers).write('first');
    });
    const { fetch } = cached();
    const caller = new AbortController();
    const response = await fetch(url, { signal: caller.signal });
    const reader = response.body?.getReader();
    await reader?.read();

    const next = reader?.read();
    caller.abort('enough');

    await expect(next).rejects.toBe('enough');
    await dropped(1);
  });

  test('the others read on, and it is stored', async () => {
    let finish = (): void => {};
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).write('first');
      finish = () => void response.end(' last');
    });
    const { fetch } = cached();
    const caller = new AbortController();
    const [starter, other] = await Promise.all([fetch(url, { signal: caller.signal }), fetch(url)]);

    caller.abort();
    finish();

    await expect(starter.text()).rejects.toBe(caller.signal.reason);
    expect(await other.text()).toBe('first last');
    await turn();
    expect(cacheStatus(await fetch(url))).toContain('hit');
    expect(requests).toHaveLength(1);
  });

  test('whoever cancels his body leaves like one who aborts', async () => {
    const { url, dropped } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).write('first');
    });
    const { fetch } = cached();
    const [one, other] = await Promise.all([fetch(url), fetch(url)]);

    await one.body?.cancel();
    const reader = other.body?.getReader();
    await reader?.read();
    await reader?.cancel();

    await dropped(1);
  });

  test('a newcomer who comes just after the last reader has left starts anew', async () => {
    const { url, requests } = await origin((_request, response, number) => {
      response.writeHead(200, CACHEABLE).write('first');
      if (number > 1) response.end();
    });
    const { fetch } = cached();
    const response = await fetch(url);

    void response.body?.cancel();

    expect(await (await fetch(url)).text()).toBe('first');
    expect(requests).toHaveLength(2);
  });

  test('a response that its last reader leaves is finished and stored, where you ask for that', async () => {
    let finish = (): void => {};
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).write('first');
      finish = () => void response.end(' last');
    });
    const { fetch, cache } = cached({ whenAbandoned: 'finish' });
    const landed = new Promise((resolve) => cache.on('land', resolve));

    await (await fetch(url)).body?.cancel();
    finish();
    await landed;

    expect(await (await fetch(url)).text()).toBe('first last');
    expect(requests).toHaveLength(1);
  });
});

test('a long-lived signal keeps no listener of a request that is over', async () => {
  const { url } = await origin(always(CACHEABLE));
  const { fetch } = cached();
  const { signal } = new AbortController();

  await texts(await Promise.all(times(200, () => fetch(url, { signal }))));
  await read(fetch(url, { signal }));
  await read(fetch(`${url}other`, { signal, cache: 'reload' }));

  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
