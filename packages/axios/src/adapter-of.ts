import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type InternalAxiosRequestConfig,
} from 'axios';

/** The adapter that sends: a request's own if it brings one, else the instance's as it was before it was coalesced. */
export function adapterOf(
  inner: AxiosInstance['defaults']['adapter'],
  config: InternalAxiosRequestConfig,
): AxiosAdapter {
  const chosen = inner ?? axios.defaults.adapter;
  return typeof chosen === 'function' ? chosen : resolved(chosen, config);
}

// Since 1.12 which fetch is used may be said in the config.
function resolved(
  names: AxiosInstance['defaults']['adapter'],
  config: InternalAxiosRequestConfig,
): AxiosAdapter {
  const get = axios.getAdapter as (
    adapters: AxiosInstance['defaults']['adapter'],
    config: InternalAxiosRequestConfig,
  ) => AxiosAdapter;
  return get(names, config);
}
