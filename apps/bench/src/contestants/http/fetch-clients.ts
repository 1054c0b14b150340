import { createFetch, weightOf } from '@sameflight/fetch';
import got from 'got';
import { Agent, interceptors, request, fetch as undiciFetch } from 'undici';
import { CacheManager, SAMEFLIGHT } from '../sameflight.js';
import { fetchLimit } from './fetch-limit.js';
import type { HttpClient } from './http-client.js';
import { makeFetch } from './make-fetch-happen.js';

/** Clients that are not axios, in the order of the report. */
export const fetchClients: readonly HttpClient[] = [
  {
    name: SAMEFLIGHT,
    open() {
      const bounds = { maxEntries: 100_000, maxWeight: 256 * 2 ** 20, weigh: weightOf };
      const cached = createFetch({ cache: new CacheManager(bounds) });
      return async (url) => (await cached(url)).json();
    },
  },
  fetchLimit,
  { name: 'bare fetch', isBare: true, open: () => async (url) => (await fetch(url)).json() },
  {
    name: 'undici fetch + cache',
    open() {
      const dispatcher = new Agent().compose(interceptors.cache());
      return async (url) => (await undiciFetch(url, { dispatcher })).json();
    },
  },
  {
    name: 'undici request + cache',
    open() {
      const dispatcher = new Agent().compose(interceptors.cache());
      return async (url) => (await request(url, { dispatcher })).body.json();
    },
  },
  {
    name: 'got + Map',
    open() {
      const client = got.extend({ cache: new Map() });
      return (url) => client(url).json();
    },
  },
  {
    name: 'make-fetch-happen',
    open() {
      const cached = makeFetch();
      return async (url) => (await cached(url)).json();
    },
  },
];
