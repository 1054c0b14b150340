import { crc32 } from 'node:zlib';
import type { Windows } from '@sameflight/core';
import { MisplacedRecordError, UnreadableRecordError } from './errors.js';
import type { Moment } from './moment.js';
import type { Payload } from './payload.js';

/** The layout of a record. A change that older code would misread makes it a higher number. */
export const SCHEMA = 1;

/** The longest a record is kept, for windows without an end: every record has a lifetime, since its age is read from what is left of it. */
const LONGEST_LIFE = 100 * 365 * 24 * 60 * 60 * 1000;

const MARK = `sf${SCHEMA} `;
const NEWLINE = 0x0a;

/** All that a record says of its value. */
export interface Envelope {
  /** The Redis key it belongs under. */
  readonly record: string;
  /** The token it was stored under: no two records share one. */
  readonly id: string;
  readonly windows: Windows;
  readonly tags: readonly string[];
  /** When its fetch began. */
  readonly moment: Moment;
  readonly payload: Payload;
}

/** How long a record is kept in Redis, in whole milliseconds. 0 for one that is of no use to anybody. */
export function lifeOf({ ttl, staleWhileRevalidate, staleIfError, keep }: Windows): number {
  const life = Math.ceil(ttl + Math.max(staleWhileRevalidate, staleIfError, keep));
  return Math.min(life, LONGEST_LIFE);
}

/**
 * The record as bytes: `sf<schema> <id> <ttl> <life> <checksum>`, a line of JSON, the payload.
 * The first line is what scripts read; the checksum covers all but itself.
 */
export function seal(envelope: Envelope): Buffer {
  const { id, windows, payload } = envelope;
  const life = lifeOf(windows);
  const head = `${MARK}${id} ${Math.min(Math.ceil(windows.ttl), life)} ${life} `;
  const facts = Buffer.from(`${JSON.stringify(factsOf(envelope))}\n`);
  const body = Buffer.concat([facts, payload.bytes]);
  return Buffer.concat([Buffer.from(`${head}${checksum(head, body)}\n`), body]);
}

/**
 * Reads a record that stood under the Redis key `record`.
 *
 * @throws {UnreadableRecordError} unless it is exactly what `seal` made
 * @throws {MisplacedRecordError} if it belongs under another key
 */
export function unseal(record: string, bytes: Buffer): Envelope {
  const endOfHead = bytes.indexOf(NEWLINE);
  const line = bytes.toString('latin1', 0, endOfHead);
  const head = line.slice(0, line.lastIndexOf(' ') + 1);
  const body = bytes.subarray(endOfHead + 1);
  if (!line.startsWith(MARK)) throw new UnreadableRecordError('it has no known form');
  if (line !== head + checksum(head, body)) {
    throw new UnreadableRecordError('its checksum is wrong');
  }

  const endOfFacts = body.indexOf(NEWLINE);
  const facts = parseFacts(body.toString('utf8', 0, endOfFacts));
  if (facts.record !== record) {
    throw new MisplacedRecordError('it belongs under another key');
  }
  const { tags, era, clock, serializer, deflated } = facts;
  return {
    record,
    id: head.split(' ', 2)[1] as string,
    windows: windowsOf(facts.windows),
    tags,
    moment: { era, clock },
    payload: { bytes: body.subarray(endOfFacts + 1), serializer, isDeflated: deflated },
  };
}

interface Facts {
  readonly record: string;
  /** In the order of `Windows`; `null` is `Infinity`, which JSON has not. */
  readonly windows: readonly (number | null)[];
  readonly tags: readonly string[];
  readonly era: string;
  readonly clock: number;
  readonly serializer: string;
  readonly deflated: boolean;
}

function factsOf({ record, windows, tags, moment, payload }: Envelope): Facts {
  const { ttl, staleWhileRevalidate, staleIfError, keep } = windows;
  return {
    record,
    windows: [ttl, staleWhileRevalidate, staleIfError, keep],
    tags,
    era: moment.era,
    clock: moment.clock,
    serializer: payload.serializer,
    deflated: payload.isDeflated,
  };
}

function parseFacts(text: string): Facts {
  try {
    const facts: unknown = JSON.parse(text);
    if (areFacts(facts)) return facts;
  } catch {
    // No JSON is as good as other JSON.
  }
  throw new UnreadableRecordError('it does not say what a record says');
}

// What the checksum vouches for was written by this library, or by someone who took pains: it is checked all the same.
function areFacts(value: unknown): value is Facts {
  if (typeof value !== 'object' || value === null) return false;
  const { windows, tags, era, clock } = value as Partial<Record<keyof Facts, unknown>>;
  return (
    Array.isArray(windows) &&
    windows.length === 4 &&
    windows.every((window) => window === null || (typeof window === 'number' && window >= 0)) &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === 'string') &&
    typeof era === 'string' &&
    Number.isSafeInteger(clock)
  );
}

function windowsOf(windows: Facts['windows']): Windows {
  const at = (index: number) => windows[index] ?? Number.POSITIVE_INFINITY;
  return { ttl: at(0), staleWhileRevalidate: at(1), staleIfError: at(2), keep: at(3) };
}

function checksum(head: string, body: Buffer): string {
  return crc32(body, crc32(head)).toString(16);
}
