import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Part } from '../travel/parts.js';

/** How long a visitor waits, in milliseconds. */
const PATIENCE = 30_000;

const agent = new Agent({ keepAlive: true, timeout: PATIENCE });

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
  const request = get(`${url}/api/${part}/${thing}`, { agent });
  const patience = setTimeout(() => request.destroy(), PATIENCE);
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const body = (await json(response)) as Readonly<Record<string, unknown>>;
    if (response.statusCode !== 200) return answer('failed');
    const isRight = body.city === thing || body.currency === thing;
    return answer(isRight ? 'right' : 'wrong', Number(body.version));
  } catch {
    return answer('failed');
  } finally {
    clearTimeout(patience);
  }
}
