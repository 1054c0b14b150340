import { type CoalesceOptions, coalesce } from '@sameflight/axios';
import { CacheManager } from '@sameflight/core';
import axios, { type AxiosInstance, type AxiosResponse, type AxiosStatic } from 'axios';

const options: CoalesceOptions = { cache: new CacheManager(), ttl: 1000 };
export const api: AxiosInstance = coalesce(axios.create(), options);
export const everywhere: AxiosStatic = coalesce(axios);
export const response: Promise<AxiosResponse<number>> = api.get<number>('/', {
  sameflight: { ttl: 5000, tags: ['rates'] },
});
export const past: Promise<AxiosResponse> = api.get('/', { sameflight: false });

// @ts-expect-error a ttl is a number
coalesce(axios.create(), { ttl: '1s' });
// @ts-expect-error terms, or false
void api.get('/', { sameflight: true });
