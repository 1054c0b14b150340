import { AxiosError, type AxiosResponse } from 'axios';

/**
 * The response, if the caller's own `validateStatus` takes it, as axios' adapters settle.
 *
 * @throws {AxiosError} if it does not
 */
export function settle(response: AxiosResponse): AxiosResponse {
  const { status, config, request } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validateStatus(status)) return response;
  const isOfRequest = status >= 400 && status < 500;
  const code = isOfRequest ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
  throw new AxiosError(
    `Request failed with status code ${status}`,
    code,
    config,
    request,
    response,
  );
}
