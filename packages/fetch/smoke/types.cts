import sameflight = require('@sameflight/fetch');

const cached: sameflight.CachedFetch = sameflight.createFetch();

export = cached;
