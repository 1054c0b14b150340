import { parseArgs } from 'node:util';

/** What the user asked for. */
export interface Options {
  readonly host: string;
  /** `undefined`: the usual one, or any other if that is taken. */
  readonly port: number | undefined;
  /** Play the story, print what it came to, and end. */
  readonly once: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** How many processes share one Redis; 1 is this one alone, without Redis. */
  readonly fleet: number;
  /** How many visitors come at once. */
  readonly visitors: number;
  readonly redisUrl: string | undefined;
}

/** Something that the user can put right: one line, and the exit status. */
export class UsageError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const help = `The demo of Sameflight: a travel service, the APIs behind it, its visitors, and a page that shows it all.

  --once          play the story, print the summary, and end; so it does in a pipe and in CI
  --json          the same, with the summary as JSON
  --port N        where the page is; 4100 unless taken
  --host ADDRESS  who may reach it; 127.0.0.1 is this machine alone, 0.0.0.0 is everyone
  --visitors N    how many come at the same moment; 1000
  --fleet N       N processes share one Redis: that of REDIS_URL, or a redis-server that it starts
  --help          this

With REDIS_URL set it is a fleet of three.
The exit status says whether one upstream call was enough: 0 if so, 1 if not.`;

interface Surroundings {
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the command line and its surroundings.
 *
 * @throws {UsageError} for what cannot be meant
 */
export function readOptions(
  args: readonly string[],
  { isTerminal, environment }: Surroundings,
): Options {
  const { host, port, once, json, help, fleet, visitors } = parse(args);
  if (host === '') throw new UsageError('--host must be an address, got “”.');
  const redisUrl = environment.REDIS_URL || undefined;
  return {
    host,
    port: port === undefined ? undefined : wholeNumber('--port', port, 0, 65_535),
    once: once || json || !isTerminal || Boolean(environment.CI),
    json,
    help,
    fleet: wholeNumber('--fleet', fleet ?? (redisUrl ? '3' : '1'), 1, 16),
    visitors: wholeNumber('--visitors', visitors, 1, 10_000),
    redisUrl,
  };
}

function parse(args: readonly string[]): {
  host: string;
  port: string | undefined;
  fleet: string | undefined;
  visitors: string;
  once: boolean;
  json: boolean;
  help: boolean;
} {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string' },
        fleet: { type: 'string' },
        visitors: { type: 'string', default: '1000' },
        once: flag,
        json: flag,
        help: flag,
      },
    });
    return { port: undefined, fleet: undefined, ...values };
  } catch (error) {
    const problem = error instanceof Error ? error.message.split(/\.\s|\n/)[0] : String(error);
    throw new UsageError(`${problem}. See --help for what there is.`);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${name} must be a whole number from ${least} to ${most}, got “${text}”.`);
}
