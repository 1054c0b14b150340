import type { Check } from '../../checks/check.js';
import type { Sender } from '../../contestants/http/senders.js';
import { leaving } from './leaving.js';
import { privacy } from './privacy.js';
import { storing } from './storing.js';

/** In the order of the report. */
export const httpChecks: readonly Check<Sender>[] = [...privacy, ...storing, ...leaving];
