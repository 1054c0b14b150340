import axios, { type AxiosAdapter, type AxiosInstance } from 'axios';

/** Whether an answer that comes from elsewhere will be known for one: not of a stranger's adapter, nor of fetch before axios 1.12. */
export function seesRedirects(
  inner: AxiosInstance['defaults']['adapter'],
  adapter: AxiosAdapter,
): boolean {
  return typeof inner !== 'function' && adapter !== unwatchedFetch();
}

// From 1.12 on this is another one than that which is watched.
function unwatchedFetch(): AxiosAdapter | undefined {
  try {
    return axios.getAdapter('fetch');
  } catch {
    return undefined;
  }
}
