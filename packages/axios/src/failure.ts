import { FlightTimeoutError } from '@sameflight/core';
import { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import type { Patience } from './patience.js';

/** One caller's own error, of what all who waited share: the same code and message, and his own config. */
export function failureFor(
  error: unknown,
  config: InternalAxiosRequestConfig,
  patience: Patience,
): unknown {
  if (patience.isOver) return patience.reason();
  if (error instanceof FlightTimeoutError) return asAxiosError(error, AxiosError.ETIMEDOUT, config);
  if (!isAxiosError(error) || error.config === config) return error;
  return asAxiosError(error, error.code, config);
}

function asAxiosError(
  cause: Error,
  code: string | undefined,
  config: InternalAxiosRequestConfig,
): AxiosError {
  return Object.assign(new AxiosError(cause.message, code, config), { cause });
}

function isAxiosError(error: unknown): error is AxiosError {
  return error instanceof Error && (error as Partial<AxiosError>).isAxiosError === true;
}
