import { type HeaderList, type HeaderValue, headerList } from '@sameflight/http';
import type { AxiosResponse } from 'axios';

/** The header fields of axios' response, in the form that the HTTP cache reads. */
export function fieldsOf(headers: AxiosResponse['headers']): HeaderList {
  return headerList({ ...headers } as Record<string, HeaderValue>);
}
