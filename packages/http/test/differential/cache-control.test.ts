import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCacheControl, responseDirectives } from '../../src/index.js';
import {
  type Disagreement,
  WITH_HTTP_CACHE_SEMANTICS,
  WITH_UNDICI,
} from './known-disagreements.js';
import { type Facts, httpCacheSemantics, ours, undici } from './parsers.js';

const PARSERS = [
  ['undici', undici, WITH_UNDICI],
  ['http-cache-semantics', httpCacheSemantics, WITH_HTTP_CACHE_SEMANTICS],
] as const;

const name = fc.constantFrom(
  ...['max-age', 'max-age', 'Max-Age', 's-maxage', 'no-store', 'No-Store', 'private', 'PRIVATE'],
  ...['no-cache', 'public', 'must-revalidate', 'immutable', 'foo', '__proto__'],
);
const argument = fc.constantFrom(
  ...[
    '',
    '',
    '',
    '',
    '=60',
    '=5',
    '=0',
    '="60"',
    '=-1',
    '=1.5',
    '=6x',
    '=99999999999',
    '=""',
    '=" "',
  ],
  ...[
    '="a"',
    '="a, b"',
    '=a',
    '="no-store"',
    '="x, max-age=9"',
    '="a b"',
    '="vary"',
    '="a\\"b"',
    '=',
  ],
  ...['="unterminated', ' =60', '= 60', ' ;', ' x'],
);
const separator = fc.constantFrom(', ', ', ', ',', ' ,', '\t,\t', ',,', ';', ' ');
const member = fc.tuple(name, argument, separator).map((parts) => parts.join(''));
const field = fc.array(member, { minLength: 1, maxLength: 4 }).map((members) => members.join(''));

function differences(value: string, theirs: Facts): (keyof Facts)[] {
  const own = ours(value);
  return (Object.keys(theirs) as (keyof Facts)[]).filter((fact) => own[fact] !== theirs[fact]);
}

describe.each(PARSERS)('we and %s (F-3)', (_, parse, known: readonly Disagreement[]) => {
  it('read a field alike, but for the disagreements that are written down', () => {
    const unexplained = (value: string) => {
      const { directives } = parseCacheControl(value);
      const reasons = known.filter(({ concerns }) => concerns(directives, value));
      const explained = new Set(reasons.flatMap(({ about }) => about));
      return differences(value, parse(value)).filter((fact) => !explained.has(fact));
    };
    fc.assert(
      fc.property(field, (value) => {
        expect(unexplained(value)).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(known.map((one) => [one.what, one] as const))(
    'disagree about %s',
    (_, { example, about, concerns }) => {
      const differing = differences(example, parse(example));

      expect(differing.length).toBeGreaterThan(0);
      expect(about).toEqual(expect.arrayContaining(differing));
      expect(concerns(parseCacheControl(example).directives, example)).toBe(true);
    },
  );
});

describe('whatever another parser takes for forbidden', () => {
  it.each(PARSERS)('we do too (%s)', (_, parse) => {
    fc.assert(
      fc.property(field, (value) => {
        const said = responseDirectives([['cache-control', value]]);
        const theirs = parse(value);
        if (said.malformed) return;
        if (theirs['no-store']) expect(said.noStore).toBe(true);
        if (theirs.private === 'all') expect(said.isPrivate).toBe(true);
        if (theirs['no-cache'] === 'all') expect(said.noCache).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});
