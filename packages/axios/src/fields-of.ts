import { type HeaderList, headerList } from '@sameflight/http';
import type { AxiosResponse } from 'axios';

/** The header fields of axios' response, in the form that the HTTP cache reads. */
export function fieldsOf(headers: AxiosResponse['headers']): HeaderList {
  return headerList(
    Object.entries(headers).flatMap(([name, value]) =>
      valuesOf(value).map((one): [string, string] => [name, one]),
    ),
  );
}

function valuesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
