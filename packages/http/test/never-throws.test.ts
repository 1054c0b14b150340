import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatCacheStatus,
  parseAge,
  parseCacheControl,
  parseEntityTag,
  parseEntityTags,
  parseHttpDate,
} from '../src/index.js';
import { decideEverything } from './everything.js';
import { HOSTILE, REQUEST_FIELDS, resultPONSE_FIELDS } from './hostile.js';
import { NOW } from './messages.js';

/** Pieces of the grammar, in an order that the grammar does not have. */
const piece = fc.constantFrom(
  ...[
    'max-age',
    'no-cache',
    'no-store',
    'private',
    's-maxage',
    'public',
    'must-understand',
    '*',
    'W/',
  ],
  ...[
    '=',
    ',',
    ', ',
    '"',
    '\\',
    ' ',
    '\t',
    ';',
    '-',
    '0',
    '60',
    'a',
    '"a"',
    'bytes=',
    'Sun, ',
    ' GMT',
  ],
  ...['06 Nov 1994', '08:49:37', '\u0000', '\r\n', 'ü', '\ud800', '__proto__', 'https://[', '//'],
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...Object.values(HOSTILE).map((grow) => grow(300))),
);
const lines = (names: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 });

describe('whatever stands in the headers (F-3)', () => {
  it('no parser throws', () => {
    fc.assert(
      fc.property(value, (text) => {
        parseCacheControl(text);
        parseAge(text);
        parseHttpDate(text, NOW);
        parseEntityTag(text);
        parseEntityTags(text);
        formatCacheStatus({ cache: text, detail: text });
      }),
      { numRuns: 5000 },
    );
  });

  it('no decision throws', () => {
    const mode = fc.constantFrom('private' as const, 'shared' as const);
    fc.assert(
      fc.property(lines(REQUEST_FIELDS), lines(resultPONSE_FIELDS), mode, decideEverything),
      {
        numRuns: 5000,
      },
    );
  });

  it('no text is read as a directive that stands inside quotes', () => {
    const text = fc.string({ unit: fc.constantFrom(...'max-age=60, no-store\\"') });
    fc.assert(
      fc.property(text, (inside) => {
        const quoted = `x="${inside.replace(/[\\"]/g, '\\$&')}"`;
        expect(parseCacheControl(`${quoted}, max-age=1`)).toEqual({
          directives: [
            { name: 'x', argument: inside },
            { name: 'max-age', argument: '1' },
          ],
          malformed: false,
        });
      }),
    );
  });

  it('a date is read as what it was written from', () => {
    const instant = fc.integer({
      min: Date.UTC(1000, 0, 1) / 1000,
      max: Date.UTC(9999, 0, 1) / 1000,
    });
    fc.assert(
      fc.property(instant, (seconds) => {
        const written = new Date(seconds * 1000).toUTCString();
        expect(parseHttpDate(written, NOW)).toBe(seconds * 1000);
      }),
    );
  });
});
