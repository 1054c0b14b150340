/** A real server for pages of another origin: each path tells what it does, and how often it was asked. */
import { once } from 'node:events';
import { createServer } from 'node:http';

const anyone = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, if-none-match, if-modified-since, x-xsrf-token',
  'access-control-expose-headers': '*',
};

/** By the first part of the path; nothing here lets a browser's own cache answer. */
const answers = {
  value: (_, response) => response.end('{"list":[1]}'),
  who: ({ headers }, response) => response.end(headers.authorization ?? 'nobody'),
  token: ({ headers }, response) => response.end(headers['x-xsrf-token'] ?? 'none'),
  gone: (_, response) => response.writeHead(410).end('gone'),
  broken: ({ socket }) => socket.destroy(),
  hung: () => {},
  page: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello'),
  me: ({ headers, url }, response) =>
    response.writeHead(302, { location: `/of/${headers.authorization}${url}` }).end(),
  of: ({ url }, response) =>
    response.writeHead(200, { 'cache-control': 'public, s-maxage=60' }).end(url.split('/')[2]),
  etag: ({ headers }, response) =>
    headers['if-none-match'] === '"1"'
      ? response.writeHead(304, { etag: '"1"' }).end()
      : response.writeHead(200, { etag: '"1"', 'cache-control': 'max-age=0' }).end('body'),
};

export default async function setup({ provide }) {
  const seen = new Map();
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(anyone)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return response.end();
    if (request.url.startsWith('/seen/')) {
      return response.end(JSON.stringify(seen.get(request.url.slice(5)) ?? { asked: 0, left: 0 }));
    }
    const { asked, left } = seen.get(request.url) ?? { asked: 0, left: 0 };
    const now = { asked: asked + 1, left };
    seen.set(request.url, now);
    response.on('close', () => {
      if (!response.writableFinished) now.left++;
    });
    return answers[request.url.split('/')[1]](request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  provide('axiosUpstream', `http://127.0.0.1:${server.address().port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
