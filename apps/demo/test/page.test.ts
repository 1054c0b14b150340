import type { Page } from 'playwright';
import { expect, it, vi } from 'vitest';
import { startDemo } from '../src/demo.js';
import { browsing, describeWithBrowser, eventually } from './support/page.js';
import { runningDemo, small } from './support/running-demo.js';

vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 15_000, interval: 50 };

describeWithBrowser('the page', () => {
  const running = runningDemo();
  const open = browsing();

  async function openPage(): Promise<Page> {
    return open(running().url);
  }

  /** Presses a button by its name, as people and screen readers know it. */
  function press(page: Page, name: string): Promise<void> {
    return page.getByRole('button', { name, exact: true }).click();
  }

  function told(page: Page, text: string | RegExp): Promise<void> {
    return eventually(() => page.locator('#told'), text);
  }

  function headline(page: Page, text: string | RegExp): Promise<void> {
    return eventually(() => page.locator('.figures'), text);
  }

  async function shownCalls(page: Page): Promise<Record<string, string>> {
    const rows = await page.locator('#parts-rows tr').all();
    const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
    return Object.fromEntries(cells.map(([part, , , calls]) => [part, calls]));
  }

  /** What the upstreams counted, in the words of the page. */
  function countedCalls(): Record<string, string> {
    const entries = Object.entries(running().upstreams.calls);
    return Object.fromEntries(entries.map(([part, calls]) => [part, calls.toLocaleString('en')]));
  }

  it.each(['Trips', 'Rates', 'Weather', 'Deals'])(
    'shows that a crowd that asks for %s costs one call, as the upstream counts it',
    async (name) => {
      const page = await openPage();
      await press(page, name);
      await press(page, 'Stampede');

      await told(page, `60 requests for ${name.toLowerCase()} cost 1 call. Everyone was answered.`);
      await headline(page, '60 requests → 1 call');
      await vi.waitFor(
        async () => expect(await shownCalls(page)).toEqual(countedCalls()),
        patience,
      );
    },
  );

  it('shows that every request is a call while Sameflight is off, and turns it on again', async () => {
    const page = await openPage();
    await press(page, 'Sameflight');
    await eventually(() => page.locator('#sameflight[aria-pressed=false]'), 'Sameflight');
    await press(page, 'Stampede');

    await told(page, '60 requests for trips cost 60 calls.');
    await headline(page, '60 requests → 60 calls');
    await vi.waitFor(async () => expect(await shownCalls(page)).toEqual(countedCalls()), patience);
    await press(page, 'Sameflight');
    await told(page, 'Sameflight is on.');
    expect(running().stage.snapshot().isOn).toBe(true);
  });

  it('sets the upstreams to each of their moods, and back', async () => {
    const page = await openPage();

    for (const name of ['Slow', 'Failing', 'Down', 'Hung', 'Up']) {
      await press(page, name);
      await eventually(() => page.locator('#modes [aria-pressed=true]'), name);
      expect(running().stage.snapshot().mode).toBe(name.toLowerCase());
    }
  });

  it('shows who waits while the upstream hangs, and what stands in', async () => {
    const { stage } = running();
    await stage.stampede('trips');
    const page = await openPage();
    await press(page, 'Hung');
    await told(page, 'answer none');
    await press(page, 'Expire');
    await told(page, 'Trips and deals are stale now.');
    const crowd = stage.again('trips');

    await eventually(() => page.locator('#flights'), /trips (\d+ waiting|refresh)/);
    await eventually(() => page.locator('#shares'), /fallback [1-9]\d* %/);
    expect((await crowd).view()).toMatchObject({ answered: 60, failed: 0 });
    await eventually(() => page.locator('#p99'), /\d/);
  });

  it('invalidates a tag: the next one to ask costs a call', async () => {
    const { stage, upstreams, url } = running();
    await stage.stampede('weather');
    const page = await openPage();
    await press(page, 'Weather');
    await press(page, 'Invalidate tag “weather”');
    await told(page, 'Everything tagged “weather” is gone');
    const before = upstreams.calls.weather;

    await page.request.get(`${url}/api/weather/reykjavik`);

    expect(upstreams.calls.weather).toBe(before + 1);
    await vi.waitFor(async () => expect(await shownCalls(page)).toEqual(countedCalls()), patience);
  });

  it('answers a button that is pressed twice', async () => {
    running().stage.mode = 'slow';
    const page = await openPage();
    await press(page, 'Deals');
    await press(page, 'Stampede');
    await told(page, '60 visitors ask for deals at the same moment.');
    await press(page, 'Stampede');

    await told(page, 'A crowd is on its way already.');
    await told(page, '60 requests for deals cost 1 call.');
  });

  it('is the only page that can press its buttons', async () => {
    const { stage, upstreams, url } = running();
    const page = await openPage();
    await page.goto(`${upstreams.urls.weather}/?q=lisbon`);
    const form = "{ method: 'POST', mode: 'no-cors', body: new URLSearchParams('mode=hung') }";
    await page.evaluate(`fetch('${url}/control/upstream', ${form}).then(() => undefined)`);

    expect(stage.snapshot().mode).toBe('up');
  });

  it('survives being loaded again during a stampede', async () => {
    running().stage.mode = 'slow';
    const page = await openPage();
    await press(page, 'Deals');
    await press(page, 'Stampede');
    await eventually(() => page.locator('#flights'), /deals \d+ waiting/);
    await page.reload();

    await eventually(() => page.locator('#flights'), /deals 60 waiting/);
    await eventually(() => page.locator('#headline-story'), 'Everyone answered');
  });

  it('shows in each tab what was pressed in another', async () => {
    const [one, other] = [await openPage(), await openPage()];
    await press(one, 'Down');

    await eventually(() => other.locator('#modes [aria-pressed=true]'), 'Down');
  });

  it('gives its connection back while nobody looks', async () => {
    const { stage } = running();
    const page = await openPage();
    const look = (isHidden: boolean): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/live'));
    await look(true);
    await ended;
    stage.mode = 'slow';
    await look(false);

    await eventually(() => page.locator('#modes [aria-pressed=true]'), 'Slow');
  });

  it('works by keyboard alone', async () => {
    const page = await openPage();
    for (let stop = 0; stop < 5; stop += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('stampede');
    await page.keyboard.press('Enter');

    await told(page, '60 requests for trips cost 1 call.');
  });

  it('tells in a table what the chart draws', async () => {
    const page = await openPage();
    await page.locator('#chart canvas').waitFor();
    await page.getByText('The chart as a table').click();

    await eventually(() => page.locator('#chart-rows tr:first-child td'), /^0 \d+ \d+$/);
  });

  it('works in a language that its chart does not know', async () => {
    const page = await openPage();
    // What a Chromium says of itself under the POSIX locale.
    const language = "{ value: 'en-US@posix' }";
    await page.addInitScript(`Object.defineProperty(navigator, 'language', ${language})`);
    await page.reload();

    await eventually(() => page.locator('#chart'), 'This browser cannot draw the chart.');
    await press(page, 'Stampede');
    await told(page, '60 requests for trips cost 1 call.');
  });

  it('loads nothing from anywhere else, and throws nothing', async () => {
    const { url } = running();
    const page = await openPage();
    const errors: string[] = [];
    const origins = new Set<string>();
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await page.reload();
    await eventually(() => page.locator('#connection'), /^live/);

    expect([...origins]).toEqual([url]);
    expect(errors).toEqual([]);
  });

  it('says when the demo has gone', async () => {
    const demo = await startDemo(small);
    const page = await open(demo.url);
    await demo.close();

    await eventually(() => page.locator('#connection'), 'connection lost; trying again');
    await press(page, 'Expire');
    await told(page, 'The demo does not answer. Is it still running?');
  });
});
