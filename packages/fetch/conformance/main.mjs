/** Runs the cases on this runtime, against the ESM build and the CommonJS one. */
import { createRequire } from 'node:module';
import * as esm from '@sameflight/fetch';
import { report } from '../../core/conformance/report.mjs';
import { cases } from './cases.mjs';

const require = createRequire(import.meta.url);
await report(cases, { import: esm, require: require('@sameflight/fetch') });
