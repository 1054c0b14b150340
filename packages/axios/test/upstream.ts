import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server that counts what reaches it. */
export class Upstream {
  readonly requests: IncomingMessage[] = [];
  #server: Server | undefined;
  #handler: Handler = (_, response) => response.end();

  get url(): string {
    const { port } = (this.#server as Server).address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get count(): number {
    return this.requests.length;
  }

  answer(handler: Handler): void {
    this.requests.length = 0;
    this.#handler = handler;
  }

  /** Answers with JSON, fresh for a minute unless the headers say otherwise. */
  json(value: unknown, headers: Record<string, string | string[]> = {}, status = 200): void {
    this.answer((_, response) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'max-age=60',
        ...headers,
      });
      response.end(JSON.stringify(value));
    });
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      this.#handler(request, response);
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}
