import type { InternalAxiosRequestConfig } from 'axios';

/** What axios reads of a proxy: it may be a `URL` as well as a plain object. */
interface Proxy {
  readonly protocol?: string;
  readonly hostname?: string;
  readonly host?: string;
  readonly port?: number | string;
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string | { readonly username?: string; readonly password?: string };
}

/** By which proxy a request goes, without its credentials. */
export function proxyOf({ proxy }: InternalAxiosRequestConfig): unknown {
  if (!proxy) return proxy;
  const { protocol, hostname, host, port } = proxy as Proxy;
  return [protocol, hostname || host, port];
}

/** Whom the proxy takes the request for. axios' first versions write it to `auth`, even of a proxy that requests share. */
export function proxyCredentialsOf({ proxy }: InternalAxiosRequestConfig): string | undefined {
  if (!proxy) return undefined;
  const { username, password, auth } = proxy as Proxy;
  if (username) return `${username}:${password ?? ''}`;
  return auth && typeof auth === 'object' ? `${auth.username ?? ''}:${auth.password ?? ''}` : auth;
}
