import { parse, stringify } from 'devalue';
import { createClient } from 'redis';
import type { SharedCache } from './shared-cache.js';

/** What no shared cache can beat by much: one `GET` and the parsing of what it gives, by the client that ours is given. */
export const bareGet: SharedCache = {
  name: 'bare GET',
  async open({ socket, load }) {
    const client = await createClient({ socket: { path: socket, tls: false } }).connect();
    return async (key) => {
      const known = await client.get(key);
      if (known !== null) return parse(known);
      const value = await load(key);
      await client.set(key, stringify(value));
      return value;
    };
  },
};
