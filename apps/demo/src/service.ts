import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CacheManager } from '@sameflight/core';
import { type RunningServer, serve } from './serve.js';

export interface ServiceOptions {
  /** Where the service gets its answers. */
  readonly upstream: string;
  /** Answers go through this cache; without one, every request is a call of its own. */
  readonly cache?: CacheManager;
}

/** The service that the clients talk to. */
export function startService({ upstream, cache }: ServiceOptions): Promise<RunningServer> {
  function load(path: string): Promise<string> {
    if (!cache) return callUpstream(upstream + path);
    return cache.getOrFetch(path, ({ signal }) => callUpstream(upstream + path, signal));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await load(request.url ?? '/');
      response.end(body);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  }

  return serve((request, response) => void answer(request, response));
}

async function callUpstream(url: string, signal: AbortSignal | null = null): Promise<string> {
  const response = await fetch(url, { signal });
  const body = await response.text();
  if (!response.ok) throw new Error(`upstream says ${response.status}: ${body}`);
  return body;
}
