import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../src/options.js';

const terminal = { isTerminal: true, environment: {} };

describe('options', () => {
  it('serves on for those who sit at a terminal, on loopback, by one process without Redis', () => {
    expect(readOptions([], terminal)).toEqual({
      host: '127.0.0.1',
      port: undefined,
      once: false,
      json: false,
      help: false,
      fleet: 1,
      visitors: 1000,
      redisUrl: undefined,
    });
  });

  it.each([
    ['with --once', ['--once'], terminal],
    ['with --json', ['--json'], terminal],
    ['in a pipe', [], { isTerminal: false, environment: {} }],
    ['in CI', [], { isTerminal: true, environment: { CI: 'true' } }],
  ])('plays its story just once %s', (_, args, surroundings) => {
    expect(readOptions(args, surroundings).once).toBe(true);
  });

  it('makes a fleet of three where REDIS_URL is set, or one of the size that is asked for', () => {
    const surroundings = { isTerminal: true, environment: { REDIS_URL: 'redis://here' } };

    expect(readOptions([], surroundings)).toMatchObject({ fleet: 3, redisUrl: 'redis://here' });
    expect(readOptions(['--fleet', '5'], surroundings)).toMatchObject({ fleet: 5 });
  });

  it.each([
    [['--nope'], "Unknown option '--nope'. See --help for what there is."],
    [['now'], "Unexpected argument 'now'. See --help for what there is."],
    [['--port', '--fleet'], "Option '--port' argument is ambiguous. See --help for what there is."],
    [['--host', ''], '--host must be an address, got “”.'],
    [['--port', 'http'], '--port must be a whole number from 0 to 65535, got “http”.'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, got “65536”.'],
    [['--fleet', '0'], '--fleet must be a whole number from 1 to 16, got “0”.'],
    [['--visitors', '1e3'], '--visitors must be a whole number from 1 to 10000, got “1e3”.'],
  ])('says in one line what is wrong with %j', (args, message) => {
    expect(() => readOptions(args, terminal)).toThrow(new UsageError(message));
  });
});
