import { afterEach, describe, expect, it } from 'vitest';
import { answerFor, startUpstream, type Upstream, type UpstreamOptions } from '../src/upstream.js';

const patient: UpstreamOptions = { latency: 1, callsPerSecond: 1000, failEvery: 1000 };

let upstream: Upstream;
afterEach(() => upstream.close());

async function statusesOf(paths: readonly string[]): Promise<number[]> {
  const responses = await Promise.all(paths.map((path) => fetch(upstream.url + path)));
  return responses.map(({ status }) => status).sort();
}

describe('upstream', () => {
  it('answers with what was asked for', async () => {
    upstream = await startUpstream(patient);

    const response = await fetch(`${upstream.url}/products/7`);

    expect(await response.text()).toBe(answerFor('/products/7'));
  });

  it('refuses calls past its limit', async () => {
    upstream = await startUpstream({ ...patient, callsPerSecond: 2 });

    expect(await statusesOf(['/a', '/b', '/c'])).toEqual([200, 200, 429]);
  });

  it('breaks now and then', async () => {
    upstream = await startUpstream({ ...patient, failEvery: 2 });

    expect(await statusesOf(['/a', '/b', '/c', '/d'])).toEqual([200, 200, 503, 503]);
  });

  it('counts every call, the refused ones too', async () => {
    upstream = await startUpstream({ ...patient, callsPerSecond: 1 });
    await statusesOf(['/a', '/b', '/c']);

    expect(upstream.calls).toBe(3);
  });
});
