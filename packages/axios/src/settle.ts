import { AxiosError, type AxiosResponse } from 'axios';

/** Resolves or rejects by the caller's own `validateStatus`, as axios' adapters do. */
export async function settle(answer: Promise<AxiosResponse>): Promise<AxiosResponse> {
  const response = await answer;
  const { status, config, request } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validateStatus(status)) return response;
  const code = status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST;
  throw new AxiosError(
    `Request failed with status code ${status}`,
    code,
    config,
    request,
    response,
  );
}
