import { createRequire } from 'node:module';
import { responseDirectives } from '../../src/index.js';

/** What a `Cache-Control` field says, as far as all three parsers can be asked. */
export interface Facts {
  readonly 'no-store': boolean;
  /** Barred: nothing, the fields listed, or all. */
  readonly 'no-cache': 'nothing' | 'fields' | 'all';
  readonly private: 'nothing' | 'fields' | 'all';
  readonly public: boolean;
  /** In seconds; 0 when it is absent or cannot be read. */
  readonly 'max-age': number;
}

type Argument = boolean | number | string | readonly string[] | undefined;
type Parsed = Readonly<Record<string, Argument>>;
type Policy = new (
  request: object,
  response: object,
  options: object,
) => { readonly _rescc: Parsed };

const require = createRequire(import.meta.url);
const undiciCache: {
  parseCacheControlHeader(value: string): Parsed;
} = require('undici/lib/util/cache.js');
const dateParser: {
  parseHttpDate(text: string): Date | undefined;
} = require('undici/lib/util/date.js');
const CachePolicy: Policy = require('http-cache-semantics');

export function ours(value: string): Facts {
  const said = responseDirectives([['cache-control', value]]);
  return {
    'no-store': said.noStore,
    'no-cache': said.noCache ? 'all' : level(said.noCacheFields),
    private: said.isPrivate ? 'all' : level(said.privateFields),
    public: said.isPublic,
    'max-age': (said.maxAge ?? 0) / 1000,
  };
}

export function undici(value: string): Facts {
  return facts(undiciCache.parseCacheControlHeader(value));
}

export function httpCacheSemantics(value: string): Facts {
  const response = { status: 200, headers: { 'cache-control': value } };
  const { _rescc } = new CachePolicy({ method: 'GET', headers: {} }, response, { shared: false });
  return facts(_rescc);
}

function facts(parsed: Parsed): Facts {
  const seconds = Number.parseInt(String(parsed['max-age']), 10);
  return {
    'no-store': Boolean(parsed['no-store']),
    'no-cache': level(parsed['no-cache']),
    private: level(parsed.private),
    public: Boolean(parsed.public),
    'max-age': Number.isFinite(seconds) ? seconds : 0,
  };
}

function level(argument: Argument): Facts['private'] {
  if (argument === true) return 'all';
  const names = Array.isArray(argument) ? argument.length : argument;
  return names ? 'fields' : 'nothing';
}

/** In ms since 1970. */
export function undiciDate(text: string): number | undefined {
  return dateParser.parseHttpDate(text)?.getTime();
}
