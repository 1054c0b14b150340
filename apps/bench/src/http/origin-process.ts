import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A process of its own: answers every GET with JSON that is fresh for an hour; `/large/…` with 50 kB of it, others with little.
const record = (id: string | number): object => ({ id, name: 'Ada', tags: ['a', 'b', 'c'] });
const large = JSON.stringify(Array.from({ length: 1_000 }, (_, id) => record(id)));
let requests = 0;

const server = createServer((request, response) => {
  requests++;
  const url = request.url ?? '/';
  const body = url.startsWith('/large/') ? large : JSON.stringify(record(url));
  response.writeHead(200, { 'cache-control': 'max-age=3600', 'content-type': 'application/json' });
  response.end(body);
});
process.on('message', () => process.send?.(requests));
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
