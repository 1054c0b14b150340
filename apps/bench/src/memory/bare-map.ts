import type { Contestant } from '../contestants/contestant.js';

/** The floor: a `Map` from key to value, without a bound and without promises. */
export const bareMap: Contestant = {
  name: 'bare Map',
  open({ load }) {
    const values = new Map<string, unknown>();
    return {
      async get(key) {
        const known = values.get(key);
        if (known !== undefined) return known;
        const value = await load(key);
        values.set(key, value);
        return value;
      },
      clear: () => values.clear(),
    };
  },
};
