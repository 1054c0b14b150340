import { keyOf } from '@sameflight/core';
import { traitOf } from '@sameflight/http/exchange';
import type { InternalAxiosRequestConfig } from 'axios';
import { proxyOf } from './proxy.js';

/** What in a request changes its response, beside what the HTTP cache looks at. */
const TELLING = [
  'maxRedirects',
  'decompress',
  'withCredentials',
  'withXSRFToken',
  'socketPath',
  'maxContentLength',
  'responseEncoding',
  'family',
  'httpAgent',
  'httpsAgent',
  'transport',
  'lookup',
  'beforeRedirect',
] as const;

/** What makes requests share nothing with others, as it changes the response: digests, since there may be secrets among it. */
export function traitsOf(config: InternalAxiosRequestConfig, asker: string | undefined): string {
  const settings = config as unknown as Readonly<Record<string, unknown>>;
  const traits = TELLING.flatMap((name) => traitNamed(name, settings[name]));
  // axios copies these two for each request, but not what they hold. Since 1.12 `env` may name the fetch to use.
  const { fetch } = (settings.env ?? {}) as { fetch?: unknown };
  const { cache: _cache, ...fetchOptions } = (settings.fetchOptions ?? {}) as RequestInit;
  const options = Object.entries(fetchOptions).sort(byName);
  traits.push(
    ...traitNamed('fetch', fetch),
    ...options.flatMap(([name, value]) => traitNamed(`fetchOptions.${name}`, value)),
    ...traitNamed('proxy', proxyOf(config)),
    ...traitNamed('asker', asker),
  );
  return traits.length === 0 ? '' : keyOf(...traits);
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function traitNamed(name: string, value: unknown): string[] {
  const isDefault = value === undefined || (name === 'maxContentLength' && value === -1);
  return isDefault ? [] : [`${name}=${traitOf(value)}`];
}
