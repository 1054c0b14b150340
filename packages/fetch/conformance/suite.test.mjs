/** The cases where vitest is the runner: in workerd and in Chromium, on the built package. */
import { createFetch } from '@sameflight/fetch';
import { inject, test } from 'vitest';
import { assert } from '../../core/conformance/assert.mjs';
import { cases } from './cases.mjs';

test.skipIf(inject('isMissing')).each(cases)('$title', ({ run }) => run({ createFetch, assert }));
