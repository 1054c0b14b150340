import { coalesce } from '@sameflight/axios';
import axios from 'axios';
import { setupCache } from 'axios-cache-interceptor';
import { CacheManager, SAMEFLIGHT } from '../sameflight.js';
import { axiosLimit } from './axios-limit.js';
import type { HttpClient } from './http-client.js';

/** Every axios, in the order of the report. */
export const axiosClients: readonly HttpClient[] = [
  {
    name: SAMEFLIGHT,
    open() {
      const cache = new CacheManager({ maxEntries: 10_000 });
      const instance = coalesce(axios.create(), { cache });
      return async (url) => (await instance.get(url)).data;
    },
  },
  axiosLimit,
  {
    name: 'bare axios',
    isBare: true,
    open() {
      const instance = axios.create();
      return async (url) => (await instance.get(url)).data;
    },
  },
  {
    name: 'axios-cache-interceptor',
    open() {
      const instance = setupCache(axios.create());
      return async (url) => (await instance.get(url)).data;
    },
  },
];
