import { describe, expect, it, onTestFinished } from 'vitest';
import { startUpstream, type Upstream } from '../src/upstreams/upstream.js';

async function upstream(): Promise<Upstream> {
  const started = await startUpstream({
    latency: 0,
    callsPerSecond: 50,
    failEvery: 20,
    describe: (thing) => ({ thing }),
  });
  onTestFinished(() => started.close());
  return started;
}

describe('an upstream', () => {
  it('refuses an address that cannot be read, and goes on', async () => {
    const { url } = await upstream();

    expect((await fetch(`${url}/%`)).status).toBe(400);
    expect(await (await fetch(`${url}/lisbon`)).json()).toEqual({ thing: 'lisbon', version: 2 });
  });
});
