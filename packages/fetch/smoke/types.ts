import { createFetch } from '@sameflight/fetch';

export const response: Promise<Response> = createFetch()('https://api.example/');
