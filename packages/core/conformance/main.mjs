/** Runs the cases on this runtime, against the ESM build and the CommonJS one. */
import { createRequire } from 'node:module';
import * as core from '@sameflight/core';
import * as testing from '@sameflight/core/testing';
import { cases } from './cases.mjs';
import { report } from './report.mjs';

const require = createRequire(import.meta.url);
await report(cases, {
  import: { core, testing },
  require: { core: require('@sameflight/core'), testing: require('@sameflight/core/testing') },
});
