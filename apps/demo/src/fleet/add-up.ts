import { noRequests } from '../live/meter.js';
import { noSources, type Source } from '../live/source.js';
import { type Part, parts } from '../travel/parts.js';
import type { Report } from './member.js';

/** One report in place of several of one process; what is in the air is what the last one says. */
export function addUp(reports: readonly Report[]): Report {
  const requests: Record<Part, number> = noRequests();
  const sources: Record<Source, number> = noSources();
  for (const report of reports) {
    for (const part of parts) requests[part] += report.requests[part];
    for (const source of Object.keys(sources) as Source[])
      sources[source] += report.sources[source];
  }
  const durations = reports.flatMap((report) => report.durations);
  return { requests, sources, durations, flights: reports.at(-1)?.flights ?? [] };
}
