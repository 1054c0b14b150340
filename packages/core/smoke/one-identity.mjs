// A program that has loaded both builds, as happens where one dependency imports the core and another requires it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as imported from '@sameflight/core';

const required = createRequire(import.meta.url)('@sameflight/core');
assert.notEqual(imported.CacheManager, required.CacheManager);

for (const [one, other] of [
  [imported, required],
  [required, imported],
]) {
  const cache = new one.CacheManager();
  assert.ok(other.CacheManager.isCacheManager(cache));

  await cache.close();
  const error = await cache.get('key').catch((reason) => reason);
  assert.ok(error instanceof other.SameflightError);
  assert.ok(error instanceof other.ClosedError);
  assert.ok(!(error instanceof other.FlightTimeoutError));
}
