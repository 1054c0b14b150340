import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type InternalAxiosRequestConfig,
} from 'axios';
import { watching } from './redirects.js';

/** The adapter that sends: the instance's as it was before it was coalesced. */
export function adapterOf(
  inner: AxiosInstance['defaults']['adapter'],
  config: InternalAxiosRequestConfig,
): AxiosAdapter {
  const chosen = inner ?? axios.defaults.adapter;
  return typeof chosen === 'function' ? chosen : resolved(chosen, config);
}

// Since 1.12 which fetch is used may be said in the config, and with it redirects can be seen.
function resolved(
  names: AxiosInstance['defaults']['adapter'],
  config: InternalAxiosRequestConfig,
): AxiosAdapter {
  const get = axios.getAdapter as (
    adapters: AxiosInstance['defaults']['adapter'],
    config: InternalAxiosRequestConfig,
  ) => AxiosAdapter;
  const env = (config.env ?? {}) as { fetch?: typeof globalThis.fetch };
  const watchedEnv = { ...env, fetch: watching(env.fetch) };
  return get(names, { ...config, env: watchedEnv } as InternalAxiosRequestConfig);
}
