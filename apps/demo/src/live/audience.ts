import type { ServerResponse } from 'node:http';

/** Those who watch the page, each through one stream of server-sent events. */
export class Audience {
  readonly #streams = new Set<ServerResponse>();

  get size(): number {
    return this.#streams.size;
  }

  /** Lets one in, and says how things stand. */
  welcome(stream: ServerResponse, event: string, data: unknown): void {
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    stream.write(message(event, data));
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
  }

  /** Tells everyone. Who does not keep up misses it: the next one tells all the same. */
  tell(event: string, data: unknown): void {
    const text = message(event, data);
    for (const stream of this.#streams) if (!stream.writableNeedDrain) stream.write(text);
  }
}

function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
