import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHttpDate } from '../../src/index.js';
import {
  DATES_ONLY_UNDICI_READS,
  DATES_ONLY_WE_READ,
  DATES_WE_REFUSE,
} from './known-disagreements.js';
import { undiciDate } from './parsers.js';

const ours = (text: string) => parseHttpDate(text, Date.now());

const instant = fc
  .integer({ min: Date.UTC(1000, 0, 1) / 1000, max: Date.UTC(9999, 0, 1) / 1000 })
  .map((seconds) => new Date(seconds * 1000));
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** One instant in each of the three formats. */
const written = instant.chain((at) => {
  const [weekday = '', day = '', month = '', year = '', time = ''] = at.toUTCString().split(/,? /);
  return fc.constantFrom(
    at.toUTCString(),
    `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
    `${DAYS[at.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
  );
});

/** A date with a few characters replaced, doubled or gone. */
const edits = fc.array(
  fc.tuple(fc.nat(30), fc.constantFrom('', ' ', ',', '-', ':', '0', '9', 'a', 'GMT')),
  { maxLength: 2 },
);
const nearly = fc
  .tuple(written, edits)
  .map(([text, changes]) =>
    changes.reduce(
      (edited, [at, piece]) => edited.slice(0, at) + piece + edited.slice(at + 1),
      text,
    ),
  );

describe('a date (F-3)', () => {
  it('that undici reads, we read as the same instant, but for what is written down', () => {
    fc.assert(
      fc.property(fc.oneof(written, nearly), (text) => {
        const theirs = undiciDate(text);
        const isKnown = DATES_ONLY_UNDICI_READS.some(({ concerns }) => concerns(text));
        if (theirs !== undefined && !isKnown) expect(ours(text)).toBe(theirs);
      }),
      { numRuns: 20_000 },
    );
  });

  it('that only we read, undici reads too once it is written by the book', () => {
    fc.assert(
      fc.property(fc.oneof(written, nearly), (text) => {
        const own = ours(text);
        if (own !== undefined) expect(undiciDate(new Date(own).toUTCString())).toBe(own);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(DATES_ONLY_UNDICI_READS)('we do not read: $what', ({ example, concerns }) => {
    expect(undiciDate(example)).toBeDefined();
    expect(ours(example)).toBeUndefined();
    expect(concerns(example)).toBe(true);
  });

  it.each(DATES_ONLY_WE_READ)('undici does not read: $what', ({ example }) => {
    expect(ours(example)).toBeDefined();
    expect(undiciDate(example)).toBeUndefined();
  });

  it.each(DATES_WE_REFUSE)('http-cache-semantics reads, by Date.parse: %s', (text) => {
    expect(Number.isNaN(Date.parse(text))).toBe(false);
    expect(ours(text)).toBeUndefined();
  });
});
