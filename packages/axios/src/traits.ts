import type { InternalAxiosRequestConfig } from 'axios';

/** What in a request changes its response, beside what the HTTP cache looks at. */
const TELLING = [
  'maxRedirects',
  'decompress',
  'withCredentials',
  'withXSRFToken',
  'socketPath',
  'proxy',
  'maxContentLength',
  'responseEncoding',
  'fetchOptions',
  'family',
] as const;

/** Functions and agents: equal only if they are the same. */
const IDENTITIES = [
  'adapter',
  'httpAgent',
  'httpsAgent',
  'transport',
  'lookup',
  'beforeRedirect',
] as const;

const ordinals = new WeakMap<object, number>();
let lastOrdinal = 0;

export function traitsOf(config: InternalAxiosRequestConfig): readonly unknown[] {
  const settings = config as unknown as Readonly<Record<string, unknown>>;
  return [
    ...TELLING.map((name) => settings[name]),
    ...IDENTITIES.map((name) => ordinalOf(settings[name])),
    // Since 1.12 it may name the fetch to use; axios copies the object itself for each request.
    ordinalOf((settings.env as { fetch?: unknown } | undefined)?.fetch),
  ];
}

function ordinalOf(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
  const ordinal = ordinals.get(value) ?? ++lastOrdinal;
  ordinals.set(value, ordinal);
  return ordinal;
}
