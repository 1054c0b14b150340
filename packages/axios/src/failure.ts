import {
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Patience } from './patience.js';

/** One caller's own error, of what all who waited share: alike in all it says, but for his own config and response. */
export function failureFor(
  error: unknown,
  config: InternalAxiosRequestConfig,
  patience: Patience,
): unknown {
  if (patience.isOver) return patience.reason();
  return isAxiosError(error) && error.config !== config ? ownError(error, config) : error;
}

// What it was caused by is the network's. The one it is made of holds the config of whoever sent the request.
function ownError(error: AxiosError, config: InternalAxiosRequestConfig): AxiosError {
  const { config: _config, response, cause, ...alike } = error;
  const own = new AxiosError(
    error.message,
    error.code,
    config,
    error.request,
    response && ownResponse(response, config),
  );
  Object.assign(own, alike);
  if (cause !== undefined) Object.defineProperty(own, 'cause', { ...HIDDEN, value: cause });
  return own;
}

/** As axios has it: what lists an error's properties must not come upon sockets. */
const HIDDEN = { enumerable: false, writable: true, configurable: true };

function ownResponse(response: AxiosResponse, config: InternalAxiosRequestConfig): AxiosResponse {
  const headers = new AxiosHeaders({ ...response.headers } as AxiosHeaders);
  return { ...response, headers, data: ownData(response.data), config };
}

function ownData(data: unknown): unknown {
  try {
    return structuredClone(data);
  } catch {
    return data;
  }
}

function isAxiosError(error: unknown): error is AxiosError {
  return error instanceof Error && (error as Partial<AxiosError>).isAxiosError === true;
}
