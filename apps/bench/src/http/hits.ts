import type { HttpClient } from '../contestants/http/http-client.js';
import type { Workload } from '../speed/workload.js';
import { origin } from './origin.js';

interface Terms {
  readonly name: string;
  /** What is asked for, over and over in this order. */
  readonly paths: readonly string[];
  /** Requests that are timed at once. */
  readonly operations: number;
}

/** Answers that were all stored before, their bodies read as JSON. */
export function hits({ name, paths, operations }: Terms): Workload<HttpClient> {
  return {
    name,
    async open(client) {
      const { url, requests } = await origin();
      const urls = paths.map((path) => `${url}${path}`);
      const get = client.open();
      for (const one of new Set(urls)) await get(one);
      let from = 0;
      let arrived = 0;
      return {
        operations,
        async before() {
          from = (from + operations) % urls.length;
          arrived = await requests();
        },
        async run() {
          for (let index = from; index < from + operations; index++)
            await get(urls[index % urls.length] as string);
        },
        async after() {
          const more = (await requests()) - arrived;
          if (more > 0 && client.isBare !== true)
            throw new Error(`${client.name} sent ${more} requests for what it had`);
        },
      };
    },
  };
}
