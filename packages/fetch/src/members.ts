import type { FetchInit } from './fetch-options.js';

/** Members that fetch asks an init for by name, whosever they are: those of a Request or a class lie in its prototype. */
const BY_NAME = new Set(
  'method headers body signal cache redirect credentials mode integrity referrer referrerPolicy keepalive priority duplex window dispatcher sameflight'.split(
    ' ',
  ),
);

/** All that an init says, each read once: from here on nobody else can change it. */
export function membersOf(init: FetchInit | undefined): FetchInit {
  const members: Record<string, unknown> = {};
  if (!init) return members;
  const read = (name: string): void => {
    const value = (init as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) members[name] = value;
  };
  for (const name of BY_NAME) read(name);
  for (const name of Object.keys(init)) if (!BY_NAME.has(name)) read(name);
  return members;
}
