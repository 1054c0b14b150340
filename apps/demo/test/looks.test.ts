import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { browsing, describeWithBrowser, eventually } from './support/page.js';
import { runningDemo } from './support/running-demo.js';

vi.setConfig({ testTimeout: 60_000 });

const axe = fileURLToPath(import.meta.resolve('axe-core'));
const images = fileURLToPath(new URL('../../../docs/images', import.meta.url));

describeWithBrowser('the looks', () => {
  const running = runningDemo();
  const open = browsing();

  it.each([
    ['light', { width: 1200, height: 900 }],
    ['dark', { width: 1200, height: 900 }],
    ['light', { width: 320, height: 640 }],
  ] as const)('are fit for everyone, %s at %j', async (colorScheme, viewport) => {
    const page = await open(running().url, { colorScheme, viewport });
    await page.addScriptTag({ path: axe });

    const { violations } = (await page.evaluate('axe.run()')) as { violations: unknown };
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');

    expect(violations).toEqual([]);
    expect(overflow).toBe(0);
  });
});

// Only `pnpm --filter @sameflight/demo picture` draws anew what the README shows.
if (process.env.SAMEFLIGHT_PICTURE)
  describeWithBrowser('the picture', () => {
    const running = runningDemo({ visitorsPerSecond: 40, crowd: 1000 });
    const open = browsing();

    it('shows a stampede without Sameflight, and one with it', { timeout: 240_000 }, async () => {
      const { stage, url } = running();
      const viewport = { width: 1200, height: 800 };
      const light = await open(url, { colorScheme: 'light', viewport });
      const dark = await open(url, { colorScheme: 'dark', viewport });
      await sleep(30_000);
      await stage.turn(false);
      await stage.stampede('trips');
      await sleep(2_000);
      await stage.turn(true);
      await sleep(5_000);
      const crowd = await stage.stampede('trips');
      await sleep(3_000);
      for (const page of [light, dark])
        await eventually(() => page.locator('#headline-story'), 'Everyone answered');

      expect(crowd.view()).toMatchObject({ requests: 1000, calls: 1, answered: 1000 });
      await light.screenshot({ path: `${images}/demo-light.png` });
      await dark.screenshot({ path: `${images}/demo-dark.png` });
    });
  });
