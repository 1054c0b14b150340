/**
 * What the built fetch promises on every runtime. Nothing is imported: each runner hands in the package and the assertions,
 * so that the same file runs under Node, Bun, Deno, workerd and a browser. Upstream is a function.
 */
const URL_A = 'https://origin.example/a';

export const cases = [
  {
    title: 'sends one request for fifty callers, each of whom has a response of his own',
    run: async ({ createFetch, assert }) => {
      const { upstream, fetch } = cachedFetch(createFetch, { 'cache-control': 'max-age=60' });
      const responses = await Promise.all(Array.from({ length: 50 }, () => fetch(URL_A)));
      const texts = await Promise.all(responses.map((response) => response.text()));
      assert.equal(new Set(responses).size, 50, 'responses');
      assert.same([...new Set(texts)], ['body 1'], 'bodies');
      assert.equal(upstream.count, 1, 'requests');
    },
  },
  {
    title: 'answers from the store with a real Response',
    run: async ({ createFetch, assert }) => {
      const { upstream, fetch } = cachedFetch(createFetch, {
        'cache-control': 'max-age=60',
        'x-a': 'b',
      });
      await (await fetch(URL_A)).text();
      await settled();
      const response = await fetch(URL_A);
      assert.ok(response instanceof Response, 'a Response');
      assert.equal(response.headers.get('x-a'), 'b', 'a header');
      assert.ok(response.headers.get('cache-status').includes('hit'), 'a hit');
      assert.same(await Promise.all([response.clone().text(), response.text()]), [
        'body 1',
        'body 1',
      ]);
      assert.equal(upstream.count, 1, 'requests');
    },
  },
  {
    title: 'releases callers whose answer is for one alone',
    run: async ({ createFetch, assert }) => {
      const { upstream, fetch } = cachedFetch(createFetch, { 'cache-control': 'no-store' });
      const responses = await Promise.all(Array.from({ length: 10 }, () => fetch(URL_A)));
      const texts = await Promise.all(responses.map((response) => response.text()));
      assert.equal(new Set(texts).size, 10, 'bodies');
      assert.equal(upstream.count, 10, 'requests');
    },
  },
  {
    title: 'keeps callers with other credentials apart',
    run: async ({ createFetch, assert }) => {
      const { upstream, fetch } = cachedFetch(createFetch, { 'cache-control': 'max-age=60' });
      const as = async (who) => (await fetch(URL_A, { headers: { authorization: who } })).text();
      const [alice, bob] = await Promise.all([as('alice'), as('bob')]);
      assert.ok(alice !== bob, 'two answers');
      assert.equal(upstream.count, 2, 'requests');
    },
  },
  {
    title: 'shares one body of a megabyte among ten readers',
    run: async ({ createFetch, assert }) => {
      const fetch = createFetch({
        fetch: async () => new Response(megabyte(), { headers: { 'cache-control': 'max-age=60' } }),
      });
      const responses = await Promise.all(Array.from({ length: 10 }, () => fetch(URL_A)));
      const bodies = await Promise.all(responses.map((response) => response.arrayBuffer()));
      assert.same([...new Set(bodies.map(({ byteLength }) => byteLength))], [1_048_576]);
    },
  },
  {
    title: 'rejects the one who aborts with his own reason, and no other',
    run: async ({ createFetch, assert }) => {
      let answer;
      const fetch = createFetch({
        fetch: () =>
          new Promise((resolve) => {
            answer = () =>
              resolve(new Response('body', { headers: { 'cache-control': 'max-age=60' } }));
          }),
      });
      const caller = new AbortController();
      const aborted = fetch(URL_A, { signal: caller.signal });
      const other = fetch(URL_A);
      caller.abort();
      await assert.rejects(aborted, caller.signal.reason);
      answer();
      assert.equal(await (await other).text(), 'body');
    },
  },
  {
    title: 'aborts upstream when nobody waits any more',
    run: async ({ createFetch, assert }) => {
      let signal;
      const fetch = createFetch({
        fetch: (_input, init) => {
          signal = init.signal;
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          });
        },
      });
      const caller = new AbortController();
      const response = fetch(URL_A, { signal: caller.signal });
      await settled();
      caller.abort();
      await assert.rejects(response, caller.signal.reason);
      assert.ok(signal.aborted, 'an aborted request');
    },
  },
  {
    title: 'invalidates what an unsafe method touches',
    run: async ({ createFetch, assert }) => {
      const { fetch } = cachedFetch(createFetch, { 'cache-control': 'max-age=60' });
      await (await fetch(URL_A)).text();
      await settled();
      await fetch(URL_A, { method: 'PUT', body: 'new' });
      assert.equal(await (await fetch(URL_A)).text(), 'body 3');
    },
  },
  {
    title: 'asks whether a stale answer still holds',
    run: async ({ createFetch, assert }) => {
      const conditions = [];
      const fetch = createFetch({
        fetch: async (_input, init) => {
          const condition = new Headers(init.headers).get('if-none-match');
          conditions.push(condition);
          const headers = { 'cache-control': 'no-cache', etag: '"a"' };
          return new Response(condition ? null : 'body', {
            status: condition ? 304 : 200,
            headers,
          });
        },
      });
      await (await fetch(URL_A)).text();
      await settled();
      assert.equal(await (await fetch(URL_A)).text(), 'body');
      assert.same(conditions, [null, '"a"'], 'conditions');
    },
  },
];

function cachedFetch(createFetch, headers) {
  const upstream = { count: 0 };
  const fetch = createFetch({
    fetch: async () => new Response(`body ${++upstream.count}`, { headers }),
  });
  return { upstream, fetch };
}

function megabyte() {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent++ === 16) controller.close();
      else controller.enqueue(new Uint8Array(65_536));
    },
  });
}

/** Until what was read to its end is stored. */
function settled() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
