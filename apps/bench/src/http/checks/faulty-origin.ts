import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Which request it is, from 1. */
  readonly count: number;
}

/** An HTTP server on loopback that answers as a check wants, while the check runs. */
export class FaultyOrigin {
  readonly url: string;
  readonly #requests: IncomingMessage[];
  readonly #close: () => void;

  private constructor(url: string, requests: IncomingMessage[], close: () => void) {
    this.url = url;
    this.#requests = requests;
    this.#close = close;
  }

  /** Starts one for as long as the check takes. */
  static async during<Result>(
    answer: (asked: Asked) => void,
    check: (origin: FaultyOrigin) => Promise<Result>,
  ): Promise<Result> {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      const count = requests.push(request);
      answer({ request, response, count });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const origin = new FaultyOrigin(`http://127.0.0.1:${port}/`, requests, () => {
      server.close();
      server.closeAllConnections();
    });
    try {
      return await check(origin);
    } finally {
      origin.#close();
    }
  }

  /** Requests that have arrived. */
  get arrived(): number {
    return this.#requests.length;
  }

  /** Resolves once so many have arrived. */
  async hasArrived(count: number): Promise<void> {
    while (this.arrived < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  data: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(data));
}
