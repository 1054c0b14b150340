import type { Check } from '../../checks/check.js';
import type { CachingInterceptor } from '../../contestants/nestjs/interceptors.js';
import { answers } from './answers.js';
import { crowds } from './crowds.js';
import { privacy } from './privacy.js';

/** In the order of the report. */
export const nestChecks: readonly Check<CachingInterceptor>[] = [...privacy, ...crowds, ...answers];
