import type { Snapshot, StampedeView } from '../live/snapshot.js';
import { say } from './element.js';
import { calls, count, duration } from './words.js';

/** The two numbers that matter: of the last stampede, or of everything while there was none. */
export function showHeadline({ act, stampede, totals }: Snapshot): void {
  const { requests, calls } = stampede ?? totals;
  say('headline-occasion', act || (stampede ? occasionOf(stampede) : 'Since the start'));
  say('headline-requests', count(requests));
  say('headline-calls', count(calls));
  say('headline-noun', calls === 1 ? 'call' : 'calls');
  say('headline-story', stampede ? storyOf(stampede) : 'Press “Stampede” to send a crowd.');
}

/** What a stampede came to, in one sentence. */
export function sumUp({ part, requests, calls: made, answered }: StampedeView): string {
  const whom =
    answered === requests ? 'Everyone was answered.' : `${count(answered)} were answered.`;
  return `${count(requests)} requests for ${part} cost ${calls(made)}. ${whom}`;
}

function occasionOf({ part, wasWithSameflight }: StampedeView): string {
  return `The last stampede, for ${part}, ${wasWithSameflight ? 'with' : 'without'} Sameflight`;
}

function storyOf({ requests, answered, failed, isOver, p50, p99 }: StampedeView): string {
  if (!isOver) return `${count(answered)} answered so far.`;
  if (answered === 0) return 'Nobody was answered.';
  const whom = failed === 0 ? 'Everyone' : `${count(answered)} of ${count(requests)}`;
  const when = `half within ${duration(p50)}, the slowest in about ${duration(p99)}`;
  return `${whom} answered; ${when}.`;
}
