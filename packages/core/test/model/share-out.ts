import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Share, ShareReport } from './worker.js';

/** Has a bundled worker play one share of the schedules, in a thread of its own. */
export function playShare(file: string, share: Share): Promise<ShareReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Plays the schedules of the seeds from `seed` on in as many threads as there are processors. */
export async function shareOut(file: string, { runs, seed }: Share): Promise<ShareReport> {
  const threads = Math.min(availableParallelism(), 4);
  const size = Math.ceil(runs / threads);
  const reports = await Promise.all(
    Array.from({ length: threads }, (_, index) =>
      playShare(file, { runs: size, seed: seed + index * size }),
    ),
  );
  const played = reports.reduce((sum, report) => sum + report.runs, 0);
  return { runs: played, finding: reports.find(({ finding }) => finding !== undefined)?.finding };
}
