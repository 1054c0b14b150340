import type { InternalAxiosRequestConfig } from 'axios';

/** Codes of the system, of TLS and of axios itself: not those of limits and options (`ERR_BAD_RESPONSE`), nor of a body that cannot be decoded. */
const OF_THE_NETWORK = /^(?!ERR_|Z_)|^ERR_(NETWORK|TLS|SSL)/;

/** Whether a request failed as the origin could not be reached, and not by what its caller demands of the response. */
export function isDisconnection(
  error: unknown,
  { fetchOptions }: InternalAxiosRequestConfig,
): boolean {
  const { code, response, cause } = error as {
    readonly code?: unknown;
    readonly response?: unknown;
    readonly cause?: { readonly code?: unknown };
  };
  if (response !== undefined || typeof code !== 'string' || !OF_THE_NETWORK.test(code))
    return false;
  const { redirect, integrity } = (fetchOptions ?? {}) as RequestInit;
  const isDemanding = redirect === 'error' || Boolean(integrity);
  return code !== 'ERR_NETWORK' || !isDemanding || typeof cause?.code === 'string';
}
