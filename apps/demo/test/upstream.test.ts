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

async function answer(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

describe('an upstream', () => {
  it('refuses what asks for nothing, reads what it can, and goes on', async () => {
    const { url } = await upstream();

    expect((await fetch(`${url}/%`)).status).toBe(400);
    expect(await answer(`${url}/?q=%`)).toEqual({ thing: '%', version: 2 });
    expect(await answer(`${url}/?q=lisbon`)).toEqual({ thing: 'lisbon', version: 3 });
  });
});
