import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, vi } from 'vitest';
import { chromium as find } from '../../../../scripts/chromium.mjs';

const launchOptions = await find();
if (launchOptions === undefined)
  console.log(
    'No Chromium here: install it, or set CHROMIUM_PATH. The tests of the page are skipped.',
  );

/** `describe`, for what needs a real browser. */
export const describeWithBrowser: ReturnType<typeof describe.skipIf> = describe.skipIf(
  launchOptions === undefined,
);

/** Opens pages in one Chromium, for all tests of a file. */
export function browsing(): (url: string, options?: BrowserContextOptions) => Promise<Page> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions);
  }, 60_000);
  afterAll(() => browser?.close());
  return async (url, options = {}) => {
    if (browser === undefined) throw new Error('the browser has not started');
    const context = await browser.newContext({ locale: 'en-US', ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(url);
    await eventually(() => page.locator('#connection'), /^live/);
    return page;
  };
}

/** Waits until an element reads as it should. */
export async function eventually(
  locate: () => ReturnType<Page['locator']>,
  text: string | RegExp,
): Promise<void> {
  await vi.waitFor(
    async () => {
      const texts = await locate().allInnerTexts();
      expect(texts.join(' ').replace(/\s+/g, ' ').trim()).toMatch(text);
    },
    { timeout: 15_000, interval: 50 },
  );
}
