import type { CoalesceOptions, SameflightOptions, SharingOptions } from './options.js';

interface Split<Options> {
  readonly sharing: SharingOptions;
  readonly others: Omit<Options, keyof SharingOptions>;
}

/** Parts what is said about sharing from what is said about anything else. */
export function splitOptions<Options extends CoalesceOptions | SameflightOptions>(
  options: Options,
): Split<Options> {
  const { partition, vary, query, replayHeaders, copy, etag, cacheStatus, ...others } = options;
  const sharing = { partition, vary, query, replayHeaders, copy, etag, cacheStatus };
  return { sharing: defined(sharing), others };
}

/** The options that are given: `undefined` leaves what stands. */
export function defined<Options extends object>(options: Options): OnlyDefined<Options> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as OnlyDefined<Options>;
}

type OnlyDefined<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };
