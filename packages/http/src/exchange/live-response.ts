import { matchesSelecting } from '../identity/selecting.js';
import type { Exchange, RequestHead } from '../message.js';
import type { StoredResponse } from '../storing/stored-response.js';
import type { BodySource, Received } from './ask.js';
import { type BodyOutcome, SharedBody } from './shared-body.js';

/** Who may have a response that has begun to arrive. */
export type Audience = 'all' | 'starter';

export interface LiveParts<Native> {
  readonly exchange: Exchange;
  readonly received: Received<Native>;
  /** What it would be stored as: tells whom else it may serve. */
  readonly stored: StoredResponse;
  readonly audience: Audience;
  /** Whether it is on its way to the store. */
  readonly isStored: boolean;
  /** Bytes where all is there at once; `null` where there is none, or none that may be touched. */
  readonly body: SharedBody | Uint8Array | null;
  /** Nobody wants it. */
  readonly onDeserted: () => void;
}

/** A response whose head is here, and whose body may still be arriving. */
export class LiveResponse<Native = unknown> {
  readonly parts: LiveParts<Native>;
  #isTaken = false;

  constructor(parts: LiveParts<Native>) {
    this.parts = parts;
  }

  /** Whether `request` may have it, in place of an answer of its own. Who waited for it has the same identity as who sent it. */
  mayServe(request: RequestHead): boolean {
    const { audience, stored } = this.parts;
    return audience === 'all' && matchesSelecting(stored.selecting, request.headers);
  }

  /** Its body for one more asker, from the beginning; `undefined` when that is gone. */
  open(signal: AbortSignal | undefined): BodySource | undefined {
    const { body } = this.parts;
    if (!(body instanceof SharedBody)) return body;
    return body.isComplete ? body.open(signal) : undefined;
  }

  /** The host's own response, for the one who asked: he alone may end it. */
  take(signal: AbortSignal | undefined): Received<Native> {
    this.#isTaken = true;
    signal?.addEventListener('abort', this.parts.onDeserted, { once: true });
    return this.parts.received;
  }

  /** Gives up what nobody took. */
  closeIfUntaken(): void {
    const { body, received, onDeserted } = this.parts;
    if (received.isOpaque && !this.#isTaken) onDeserted();
    else if (body instanceof SharedBody) body.closeIfUnread();
  }

  /** Goes on for those who read, but not for the store. */
  unkeep(): void {
    const { body } = this.parts;
    if (body instanceof SharedBody) body.unkeep();
  }

  /** How the body ends. Rejects when it is cut short. */
  async outcome(limit: number): Promise<BodyOutcome> {
    const { body } = this.parts;
    if (body instanceof SharedBody) return body.outcome;
    if (body === null) return { kind: 'whole', body: null };
    // A copy: the bytes may lie in a larger buffer, and whoever gets them may write into them.
    return body.byteLength > limit
      ? { kind: 'unkept' }
      : { kind: 'whole', body: [new Uint8Array(body)] };
  }
}

/** Thrown by a flight to hand a response to the one who sent the request, and leave what is stored as it is. */
export class UnstoredResponse<Native = unknown> extends Error {
  readonly live: LiveResponse<Native>;

  constructor(live: LiveResponse<Native>) {
    super(`upstream answered ${live.parts.received.status}, which is not stored`);
    this.name = 'UnstoredResponse';
    this.live = live;
  }
}
