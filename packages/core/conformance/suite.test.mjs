/** The cases where vitest is the runner: in workerd and in Chromium, on the built package. */
import * as core from '@sameflight/core';
import * as testing from '@sameflight/core/testing';
import { inject, test } from 'vitest';
import { assert } from './assert.mjs';
import { cases } from './cases.mjs';

test.skipIf(inject('isMissing')).each(cases)('$title', ({ run }) => run({ core, testing, assert }));
