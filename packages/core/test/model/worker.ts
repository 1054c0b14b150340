import { parentPort, workerData } from 'node:worker_threads';
import { describeFinding, run } from './run.js';

/** A share of the schedules. */
export interface Share {
  readonly runs: number;
  readonly seed: number;
}

/** What became of it. */
export interface ShareReport {
  readonly runs: number;
  /** The first schedule that broke a promise, described. */
  readonly finding: string | undefined;
}

const { runs, seed } = workerData as Share;
const rejections: string[] = [];
process.on('unhandledRejection', (reason) => rejections.push(String(reason)));
const found = await run(runs, seed);
const unhandled = rejections.length === 0 ? undefined : `unhandled rejection: ${rejections[0]}`;
const finding = found === undefined ? unhandled : describeFinding(found);
parentPort?.postMessage({ runs: found?.after ?? runs, finding } satisfies ShareReport);
