import axios, { AxiosHeaders, type AxiosResponse } from 'axios';
import type { HttpClient } from './http-client.js';

/** What no cache of axios can beat by much: axios itself, over a `Map` of texts. No freshness, no rules. */
export const axiosLimit: HttpClient = {
  name: 'limit',
  open() {
    const stored = new Map<string, Promise<AxiosResponse>>();
    const upstream = axios.create({ responseType: 'text', transformResponse: [] });
    const instance = axios.create({
      async adapter(config) {
        const url = config.url as string;
        let known = stored.get(url);
        if (known === undefined) {
          known = upstream.get(url);
          stored.set(url, known);
        }
        const { data, status, statusText, headers } = await known;
        return {
          data,
          status,
          statusText,
          headers: new AxiosHeaders(headers as AxiosHeaders),
          config,
        };
      },
    });
    return async (url) => (await instance.get(url)).data;
  },
};
