/** The built package in a real browser, over both adapters that work there. */
import axios from 'axios';
import { describe, expect, inject, it } from 'vitest';
import { coalesce } from '../dist/index.js';

const baseURL = inject('axiosUpstream');

describe.skipIf(inject('isMissing')).each(['xhr', 'fetch'])('over the %s adapter', (adapter) => {
  const api = (options = { ttl: 60_000 }) => coalesce(axios.create({ baseURL, adapter }), options);
  const seen = async (path) => (await fetch(`${baseURL}/seen${path}`)).json();

  it('makes one request for fifty callers, and gives each a body of his own', async () => {
    const path = `/value/${adapter}`;
    const client = api();

    const answers = await Promise.all(Array.from({ length: 50 }, () => client.get(path)));
    answers[0].data.list.push(2);

    for (const { data } of answers.slice(1)) expect(data).toEqual({ list: [1] });
    expect((await client.get(path)).headers['cache-status']).toMatch(/hit/);
    expect((await seen(path)).asked).toBe(1);
  });

  it('keeps callers apart by who is asking', async () => {
    const client = api();
    const ask = async (Authorization) =>
      (await client.get(`/who/${adapter}`, { headers: { Authorization } })).data;

    expect(await Promise.all(['alice', 'bob', 'alice'].map(ask))).toEqual([
      'alice',
      'bob',
      'alice',
    ]);
    expect([await ask('bob'), await ask('alice')]).toEqual(['bob', 'alice']);
    expect((await seen(`/who/${adapter}`)).asked).toBe(2);
  });

  it('stores nothing that was found by a redirect', async () => {
    const client = api();
    const ask = async (Authorization) =>
      (await client.get(`/me/${adapter}`, { headers: { Authorization } })).data;

    expect([await ask('alice'), await ask('bob')]).toEqual(['alice', 'bob']);
  });

  it('revalidates what is stale, and takes a 304 for an answer', async () => {
    const client = api({});

    await client.get(`/etag/${adapter}`);
    const again = await client.get(`/etag/${adapter}`);

    expect(again).toMatchObject({ status: 200, data: 'body' });
    expect((await seen(`/etag/${adapter}`)).asked).toBe(2);
  });

  it('ends the request upstream when the last caller has left, and not before', async () => {
    const path = `/hung/${adapter}`;
    const client = api();
    const [one, other] = [new AbortController(), new AbortController()];
    const left = client.get(path, { signal: one.signal });
    const last = client.get(path, { signal: other.signal });
    await expect.poll(async () => (await seen(path)).asked).toBe(1);

    one.abort();
    await expect(left).rejects.toSatisfy(axios.isCancel);
    expect((await seen(path)).left).toBe(0);
    other.abort();
    await expect(last).rejects.toSatisfy(axios.isCancel);

    await expect.poll(async () => (await seen(path)).left).toBe(1);
  });

  it("says a timeout in axios' words", async () => {
    const asked = api().get(`/hung/${adapter}/timeout`, { timeout: 20 });

    await expect(asked).rejects.toMatchObject({
      code: 'ECONNABORTED',
      message: 'timeout of 20ms exceeded',
    });
  });

  it('gives every caller an AxiosError of his own', async () => {
    const client = api();
    const failed = (path) => client.get(path).catch((error) => error);

    const gone = await Promise.all([1, 2].map(() => failed(`/gone/${adapter}`)));
    const broken = await Promise.all([1, 2].map(() => failed(`/broken/${adapter}`)));

    expect(gone.map(({ response }) => response.status)).toEqual([410, 410]);
    expect(broken.map(({ code }) => code)).toEqual(['ERR_NETWORK', 'ERR_NETWORK']);
    expect([...gone, ...broken].every(axios.isAxiosError)).toBe(true);
    expect(new Set([...gone, ...broken]).size).toBe(4);
  });

  it('hands out each type of response as the browser knows it', async () => {
    const client = api();
    const as = async (responseType) =>
      (await client.get(`/page/${adapter}`, { responseType })).data;

    expect(await as('text')).toBe('<p>hello');
    expect(await as('arraybuffer')).toBeInstanceOf(ArrayBuffer);
    expect(await (await as('blob')).text()).toBe('<p>hello');
    if (adapter === 'xhr') expect((await as('document')).body.textContent).toBe('hello');
    else expect(await as('stream')).toBeInstanceOf(ReadableStream);
  });

  it('sends the XSRF token that the adapter reads from the cookie', async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: axios reads it there.
    document.cookie = 'XSRF-TOKEN=mine';

    const { data } = await api().get(`/token/${adapter}`, { withXSRFToken: true });

    expect(data).toBe('mine');
  });

  it('tells the caller whose request was sent of its progress', async () => {
    const loaded = [];
    await api().get(`/value/${adapter}/progress`, {
      onDownloadProgress: (event) => loaded.push(event.loaded),
    });

    expect(loaded.at(-1)).toBe(12);
  });
});
