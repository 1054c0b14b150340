import type { Part } from '../travel/parts.js';

/** How long a visitor waits, in milliseconds. */
const PATIENCE = 10_000;

/** What one visitor got. */
export interface Answer {
  /** `wrong` is something else than what was asked for. */
  readonly outcome: 'right' | 'wrong' | 'failed';
  /** Which answer of the upstream it is. */
  readonly version: number;
  /** In milliseconds. */
  readonly duration: number;
}

/** Asks the travel service at `url` for one thing. */
export async function visit(url: string, part: Part, thing: string): Promise<Answer> {
  const sentAt = performance.now();
  const answer = (outcome: Answer['outcome'], version = 0): Answer => ({
    outcome,
    version,
    duration: performance.now() - sentAt,
  });
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(`${url}/api/${part}/${thing}`, { signal });
    const body = (await response.json()) as Readonly<Record<string, unknown>>;
    if (!response.ok) return answer('failed');
    const isRight = body.city === thing || body.currency === thing;
    return answer(isRight ? 'right' : 'wrong', Number(body.version));
  } catch {
    return answer('failed');
  }
}
