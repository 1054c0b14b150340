import { traitOf } from '@sameflight/http/exchange';
import type { InternalAxiosRequestConfig } from 'axios';

/** What in a request changes its response, beside what the HTTP cache looks at. */
const TELLING = [
  'maxRedirects',
  'decompress',
  'withCredentials',
  'withXSRFToken',
  'socketPath',
  'maxContentLength',
  'responseEncoding',
  'fetchOptions',
  'family',
] as const;

/** Functions and agents: equal only if they are the same, in one process. */
const IDENTITIES = ['httpAgent', 'httpsAgent', 'transport', 'lookup', 'beforeRedirect'] as const;

export function traitsOf(config: InternalAxiosRequestConfig): readonly unknown[] {
  const settings = config as unknown as Readonly<Record<string, unknown>>;
  return [
    ...TELLING.map((name) => settings[name]),
    proxyOf(config),
    ...IDENTITIES.map((name) => identityOf(settings[name])),
    // Since 1.12 it may name the fetch to use; axios copies the object itself for each request.
    identityOf((settings.env as { fetch?: unknown } | undefined)?.fetch),
  ];
}

// Its `auth` is a credential, and counted as such.
function proxyOf({ proxy }: InternalAxiosRequestConfig): unknown {
  if (!proxy) return proxy;
  const { auth: _auth, ...rest } = proxy;
  return rest;
}

function identityOf(value: unknown): unknown {
  return value === undefined ? undefined : traitOf(value);
}
