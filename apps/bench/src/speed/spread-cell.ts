import { figure } from '../report/markdown.js';
import type { Spread } from './ratios.js';

/** The median, and the interval that holds the true one. */
export function spreadCell(ratio: Spread | undefined): string {
  if (ratio === undefined) return '–';
  return `**${figure(ratio.median)}** [${figure(ratio.low)}, ${figure(ratio.high)}]`;
}
