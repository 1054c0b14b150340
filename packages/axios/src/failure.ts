import { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Patience } from './patience.js';

/** One caller's own error, of what all who waited share: code, message, request and response alike, and his own config. */
export function failureFor(
  error: unknown,
  config: InternalAxiosRequestConfig,
  patience: Patience,
): unknown {
  if (patience.isOver) return patience.reason();
  if (!isAxiosError(error) || error.config === config) return error;
  const { request, response, code } = error;
  const own = response && { ...response, config };
  return asAxiosError(error, code, config, request, own);
}

function asAxiosError(
  cause: Error,
  code: string | undefined,
  config: InternalAxiosRequestConfig,
  request?: unknown,
  response?: AxiosResponse,
): AxiosError {
  return Object.assign(new AxiosError(cause.message, code, config, request, response), { cause });
}

function isAxiosError(error: unknown): error is AxiosError {
  return error instanceof Error && (error as Partial<AxiosError>).isAxiosError === true;
}
