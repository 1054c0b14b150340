import core = require('@sameflight/core');
import testing = require('@sameflight/core/testing');

const cache: core.CacheManager = new core.CacheManager({ clock: new testing.FakeClock() });
const answer: Promise<number> = cache.getOrFetch('key', ({ signal }) => (signal.aborted ? 0 : 1));

export = answer;
