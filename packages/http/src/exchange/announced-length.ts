import { fieldValue, hasField } from '../fields/header-list.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { lengthOf, type StoredBody } from './stored-body.js';

/** Whether less came than was announced, or more. */
export function isCutShort(stored: StoredResponse, body: StoredBody | null): boolean {
  const length = announcedLength(stored);
  return length !== undefined && body !== null && length !== lengthOf(body);
}

/** The length of the body; of a coded one what was announced is another. */
export function announcedLength({ headers }: StoredResponse): number | undefined {
  const length = Number(fieldValue(headers, 'content-length') ?? Number.NaN);
  const isKnown = Number.isSafeInteger(length) && length >= 0;
  return isKnown && !hasField(headers, 'content-encoding') ? length : undefined;
}
