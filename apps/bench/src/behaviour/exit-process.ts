import { contestants } from '../contestants/index.js';

// A process of its own that stores a value and ends by itself, if the library lets it.
const contestant = contestants.find(({ name }) => name === process.argv[2]);
const load = async (key: string): Promise<unknown> => ({ id: key });
const cache = contestant?.open({ maxEntries: 100, ttl: 3_600_000, load });
await cache?.get('key');
process.send?.('stored');
process.disconnect();
