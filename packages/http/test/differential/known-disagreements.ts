import { type CacheDirective, parseCacheControl } from '../../src/index.js';
import type { Facts } from './parsers.js';

/** Where we and another parser read the same field differently, on purpose. */
export interface Disagreement {
  readonly what: string;
  /** Who is right, and by what. */
  readonly why: string;
  readonly about: readonly (keyof Facts)[];
  readonly example: string;
  /** Whether it can be the reason for a difference about `value`. */
  readonly concerns: (directives: readonly CacheDirective[], value: string) => boolean;
}

const everything = ['no-store', 'no-cache', 'private', 'public', 'max-age'] as const;

const isMalformed: Disagreement['concerns'] = (_, value) => parseCacheControl(value).malformed;
const isRepeated = (name: string) => (directives: readonly CacheDirective[]) =>
  directives.filter((one) => one.name === name).length > 1;
const namesField = (field: RegExp) => (directives: readonly CacheDirective[]) =>
  directives.some(({ argument }) => argument !== undefined && field.test(argument));

const MALFORMED: Omit<Disagreement, 'example'> = {
  what: 'what breaks the grammar',
  why: 'They read on and guess. We refuse the whole response: nobody can say what its sender meant (H-06).',
  about: everything,
  concerns: isMalformed,
};

const INDISPENSABLE: Omit<Disagreement, 'example'> = {
  what: 'a bar on Vary, Date, Expires, Age or Cache-Control itself',
  why: 'Without these a response cannot be reused safely, so we take the bar to be on all of it.',
  about: ['no-cache', 'private'],
  concerns: namesField(/(^|[\s,])(vary|date|expires|age|cache-control)($|[\s,])/i),
};

export const WITH_UNDICI: readonly Disagreement[] = [
  { ...MALFORMED, example: 'private="x' },
  { ...INDISPENSABLE, example: 'private="Vary"' },
  {
    what: 'the longest duration',
    why: 'RFC 9111 §1.2.2 names 2147483648; they stop one second short of it.',
    about: ['max-age'],
    example: 'max-age=99999999999',
    concerns: (directives) => directives.some(({ argument }) => Number(argument) > 2_147_483_647),
  },
  {
    what: 'max-age given twice',
    why: 'RFC 9111 §4.2.1 allows the first, or stale. We take the first; they take the least, or none if one is bad.',
    about: ['max-age'],
    example: 'max-age=60, max-age=5',
    concerns: isRepeated('max-age'),
  },
  {
    what: 'a space after a duration',
    why: 'RFC 9110 §5.6.1 allows it before a comma. They take the duration for unreadable.',
    about: ['max-age'],
    example: 'max-age=60 , foo',
    concerns: (_, value) => /[ \t],|[ \t]$/.test(value),
  },
  {
    what: 'public given with and without an argument',
    why: 'One that has a forbidden argument is ignored. They ignore the other one too.',
    about: ['public'],
    example: 'public, public=x',
    concerns: isRepeated('public'),
  },
];

export const WITH_HTTP_CACHE_SEMANTICS: readonly Disagreement[] = [
  { ...MALFORMED, example: 'max-age=60, private="x' },
  { ...INDISPENSABLE, example: 'no-cache="date"' },
  {
    what: 'capital letters',
    why: 'RFC 9111 §5.2: names are compared without regard to case. They do not know No-Store.',
    about: everything,
    example: 'No-Store',
    concerns: (_, value) => /[A-Z]/.test(value),
  },
  {
    what: 'a comma inside quotes',
    why: 'RFC 9110 §5.6.4: it is text. They take what follows for a directive.',
    about: everything,
    example: 'foo="a, max-age=3600"',
    concerns: (_, value) => /"[^"]*,[^"]*"/.test(value),
  },
  {
    what: 'a directive given twice',
    why: 'RFC 9111 §4.2.1: the first, or stale; of two that forbid, both. They take the last.',
    about: everything,
    example: 'max-age=1, max-age=3600',
    concerns: (directives) => directives.some(({ name }) => isRepeated(name)(directives)),
  },
  {
    what: 'a bar with an argument that it may not have',
    why: 'What forbids, forbids anyway. They take an empty argument for no directive.',
    about: ['no-store'],
    example: 'no-store=""',
    concerns: (directives) =>
      directives.some(({ name, argument }) => name === 'no-store' && argument?.trim() === ''),
  },
  {
    what: 'a duration that is none',
    why: 'RFC 9111 §4.2.1 encourages to take it for stale. They read the digits that it begins with.',
    about: ['max-age'],
    example: 'max-age=3600a',
    concerns: (directives) =>
      directives.some(({ name, argument }) => name === 'max-age' && !/^\d+$/.test(argument ?? '')),
  },
  {
    what: 'the longest duration',
    why: 'RFC 9111 §1.2.2 has one. They have none.',
    about: ['max-age'],
    example: 'max-age=99999999999',
    concerns: (directives) => directives.some(({ argument }) => Number(argument) > 2_147_483_648),
  },
  {
    what: 'field names that cannot be read',
    why: 'What is unclear about a bar must not weaken it: we bar all. They bar nothing, or look for a field of that name.',
    about: ['no-cache', 'private'],
    example: 'private=""',
    concerns: namesField(/^[\s,]*$|[^\w!#$%&'*+\-.^`|~,\s]|[^\s,][ \t]+[^\s,]/),
  },
  {
    what: 'public with an argument',
    why: 'RFC 9111 §5.2: it may have none, so we ignore it. They take it for public.',
    about: ['public'],
    example: 'public=no',
    concerns: (directives) =>
      directives.some(({ name, argument }) => name === 'public' && argument !== undefined),
  },
];

export interface DateDisagreement {
  readonly what: string;
  readonly why: string;
  readonly example: string;
  readonly concerns: (text: string) => boolean;
}

/** Dates that undici reads and we do not. */
export const DATES_ONLY_UNDICI_READS: readonly DateDisagreement[] = [
  {
    what: 'an asctime() date without its colons',
    why: 'RFC 9110 §5.6.7: a colon stands there. They look at the digits only.',
    example: 'Sun Nov  6 08-49,37 1994',
    concerns: (text) => /^\w{3} \w{3} [ \d]\d /.test(text) && !/ \d\d:\d\d:\d\d /.test(text),
  },
  {
    what: 'a year before 100',
    why: 'No response is that old; the platform takes such years for the twentieth century.',
    example: 'Wed, 28 Mar 0068 18:22:10 GMT',
    concerns: (text) => / 00\d\d(?!:)/.test(text),
  },
];

/** Dates that we read and undici does not. */
export const DATES_ONLY_WE_READ: readonly Omit<DateDisagreement, 'concerns'>[] = [
  {
    what: 'letter case',
    why: 'RFC 9111 §4.2: it should not matter. To them it does.',
    example: 'THU, 18 AUG 2050 02:01:18 gMT',
  },
  {
    what: 'a weekday that is not that of the date',
    why: 'RFC 9110 asks nobody to compare the two.',
    example: 'Mon, 18 Aug 2050 02:01:18 GMT',
  },
  {
    what: 'a leap second',
    why: 'RFC 9110 §5.6.7 allows it. We take it for the second before.',
    example: 'Sat, 31 Dec 2016 23:59:60 GMT',
  },
];

/** Dates that the engine reads, and with it http-cache-semantics, and we do not: RFC 9111 §5.3 wants them refused. */
export const DATES_WE_REFUSE: readonly string[] = [
  'Thu, 18 Aug 2050 02:01:18 UTC',
  'Thu, 18 Aug 2050 02:01:18',
  'Thu, 18 Aug 2050 2:01:18 GMT',
  'Thu, 18  Aug  2050 02:01:18 GMT',
  'Thu 18 Aug 2050 02:01:18 GMT',
  'Thu, 18-Aug-2050 02:01:18 GMT',
  '2050-08-18T02:01:18Z',
  '0',
];
