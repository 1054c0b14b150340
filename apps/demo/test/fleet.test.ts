import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { parts } from '../src/travel/parts.js';
import { Command, endAll } from './support/command.js';
import { childrenOf, commandOf } from './support/processes.js';
import { crowd, runningDemo } from './support/running-demo.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const isInstalled = ((): boolean => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

if (!isInstalled)
  console.warn(
    'Skipped: redis-server is missing. Install it, on Debian by `apt-get install redis-server`.',
  );

const everyone = { answered: 60, failed: 0, wrong: 0 };

describe.skipIf(!isInstalled)('a fleet of three', () => {
  const running = runningDemo({ fleet: 3 });

  it('adds up what its processes answer', async () => {
    const { stage } = running();
    await stage.stampede('trips');

    await vi.waitFor(() => expect(stage.snapshot().totals.requests).toBe(60), 10_000);
    expect(stage.snapshot().members).toBe(3);
  });

  it.each(parts)('makes one upstream call when a crowd asks all of it for %s', async (part) => {
    expect(await crowd(running(), part)).toEqual({ ...everyone, calls: 1 });
  });

  it('forgets everywhere what was invalidated here', async () => {
    const { stage } = running();
    const before = await stage.stampede('deals');
    const after = await stage.stampede('deals');

    expect(after.view()).toMatchObject({ ...everyone, calls: 1 });
    await vi.waitFor(async () => {
      const later = await stage.again('deals');
      expect(later.oldestVersion).toBeGreaterThan(before.oldestVersion);
    }, 10_000);
  });

  it('turns Sameflight off and on for all', async () => {
    const demo = running();
    await demo.stage.turn(false);
    expect(await crowd(demo, 'rates')).toMatchObject({ calls: 60 });

    await demo.stage.turn(true);
    await vi.waitFor(
      async () => expect(await crowd(demo, 'weather')).toEqual({ ...everyone, calls: 1 }),
      10_000,
    );
  });

  // The last one: it leaves a fleet of two.
  it.runIf(process.platform === 'linux')('goes on without a process that died', async () => {
    const demo = running();
    const [worker = 0] = childrenOf(process.pid, 'fleet/worker.js');
    process.kill(worker, 'SIGKILL');

    await vi.waitFor(() => expect(demo.stage.snapshot().members).toBe(2), 10_000);
    expect(await crowd(demo, 'trips')).toEqual({ ...everyone, calls: 1 });
  });
});

describe.skipIf(!isInstalled || process.platform !== 'linux')('the command of a fleet', () => {
  afterAll(endAll);

  it('takes its redis-server with it, even when it is told twice to end', async () => {
    const command = Command.run(['--port', '0', '--fleet', '2', '--visitors', '40']);
    await command.prints('The page is at');
    const [redis = 0] = childrenOf(command.pid, 'redis-server');
    command.kill('SIGHUP');
    command.kill('SIGTERM');

    expect(await command.status()).toBe(130);
    await vi.waitFor(() => expect(commandOf(redis)).toBe(''), 10_000);
    expect(redis).toBeGreaterThan(0);
  });
});
