import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { parts } from '../src/travel/parts.js';
import { crowd, runningDemo } from './support/running-demo.js';

const everyone = { answered: 60, failed: 0, wrong: 0 };

describe('the travel service', () => {
  const running = runningDemo();

  it.each(parts)('answers a crowd that asks for %s by one upstream call', async (part) => {
    const demo = running();
    const before = demo.upstreams.calls[part];

    expect(await crowd(demo, part)).toEqual({ ...everyone, calls: 1 });
    expect(demo.upstreams.calls[part] - before).toBe(1);
  });

  it.each(['failing', 'down', 'hung'] as const)(
    'answers with old trips while the search is %s, and calls once',
    async (mode) => {
      const demo = running();
      await crowd(demo, 'trips');
      await demo.stage.expire();
      demo.stage.mode = mode;

      expect(await crowd(demo, 'trips', 'again')).toEqual({ ...everyone, calls: 1 });
    },
  );

  it.each(['rates', 'weather'] as const)('shares even a failure for %s', async (part) => {
    const demo = running();
    demo.stage.mode = 'failing';

    const { calls, failed } = await crowd(demo, part);

    expect(failed).toBe(60);
    // A failure is not kept: who comes after it has landed asks anew.
    expect(calls).toBeLessThan(30);
  });

  it('answers with stale deals at once, while one call refreshes them', async () => {
    const demo = running();
    await crowd(demo, 'deals');
    const before = demo.upstreams.calls.deals;
    await demo.stage.expire();

    expect(await crowd(demo, 'deals', 'again')).toMatchObject(everyone);
    await vi.waitFor(() => expect(demo.upstreams.calls.deals).toBe(before + 1), 10_000);
  });

  it.each(parts)('serves nothing of %s from before its tag was invalidated', async (part) => {
    const { stage } = running();
    const before = await stage.stampede(part);
    await stage.invalidate(part);

    const after = await stage.again(part);

    expect(after.view().calls).toBe(1);
    expect(after.oldestVersion).toBeGreaterThan(before.oldestVersion);
  });

  it.each(parts)(
    'asks the API behind %s for just what it was asked for, even for “..”',
    async (part) => {
      const { stage, upstreams, url } = running();
      const watch = upstreams.of(part).watch('..');
      const ask = async (): Promise<void> => {
        // As it is: `fetch` would fold it.
        const request = get({ port: new URL(url).port, path: `/api/${part}/%2e%2e` });
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        response.resume();
      };
      await ask();
      await stage.turn(false);
      await ask();

      expect(watch.calls).toBe(2);
      watch.stop();
    },
  );

  it('calls upstream for every request while Sameflight is off, more often than the API allows', async () => {
    const demo = running();
    await demo.stage.turn(false);

    const { calls, answered, failed } = await crowd(demo, 'trips');

    expect(calls).toBe(60);
    expect(failed).toBeGreaterThan(0);
    expect(answered + failed).toBe(60);
  });
});
