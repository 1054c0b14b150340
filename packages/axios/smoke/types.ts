import { coalesce } from '@sameflight/axios';
import axios, { type AxiosInstance } from 'axios';

export const api: AxiosInstance = coalesce(axios.create());
