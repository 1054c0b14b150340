import type { Fault } from '../fault.js';
import { coalescing } from './coalescing.js';
import { context } from './context.js';
import { failure } from './failure.js';
import { invalidation } from './invalidation.js';
import { leaving } from './leaving.js';
import { time } from './time.js';
import { values } from './values.js';

/** In the order of the report. */
export const faults: readonly Fault[] = [
  ...coalescing,
  ...invalidation,
  ...failure,
  ...values,
  ...leaving,
  ...time,
  ...context,
];
