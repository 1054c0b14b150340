import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Part, parts } from '../travel/parts.js';
import { noSources, type Source, sourceOf } from './source.js';

/** What one process answered since it was last asked. */
export interface Measures {
  readonly requests: Readonly<Record<Part, number>>;
  readonly sources: Readonly<Record<Source, number>>;
  /** Of good answers, in milliseconds. */
  readonly durations: readonly number[];
}

export function noRequests(): Record<Part, number> {
  return { trips: 0, rates: 0, weather: 0, deals: 0 };
}

/** Measures the requests for the travel page as they come in and are answered. */
export class Meter {
  #requests = noRequests();
  #sources = noSources();
  #durations: number[] = [];

  /** What was measured since it was last taken. */
  take(): Measures {
    const measures = {
      requests: this.#requests,
      sources: this.#sources,
      durations: this.#durations,
    };
    this.#requests = noRequests();
    this.#sources = noSources();
    this.#durations = [];
    return measures;
  }

  readonly middleware = (
    request: IncomingMessage,
    response: ServerResponse,
    next: () => void,
  ): void => {
    const part = parts.find((part) => request.url?.startsWith(`/api/${part}/`));
    if (part !== undefined) this.#measure(part, response);
    next();
  };

  #measure(part: Part, response: ServerResponse): void {
    const cameAt = performance.now();
    this.#requests[part] += 1;
    response.once('finish', () => {
      const source = sourceOf(
        response.statusCode,
        String(response.getHeader('cache-status') ?? ''),
      );
      this.#sources[source] += 1;
      if (source !== 'failed') this.#durations.push(performance.now() - cameAt);
    });
  }
}
