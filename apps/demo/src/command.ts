import { type Demo, startDemo } from './demo.js';
import { type Options, UsageError } from './options.js';
import { playStory } from './story/story.js';
import { type Teller, tellMachines, tellPeople } from './story/terminal.js';
import { wasEnough } from './story/verdict.js';

const USUAL_PORT = 4100;
const VISITORS_PER_SECOND = 40;

/** Why it ends before the end, beside being told to. */
const UNREAD = 'nobody reads on';

/** Between acts, in milliseconds: by then the upstreams have forgotten the crowd. */
const QUIET = 1000;

/**
 * Plays the story, and goes on serving the page unless it is to be played just once.
 *
 * @returns the exit status
 * @throws {UsageError} for what the user can put right
 */
export async function runDemo(options: Options): Promise<number> {
  const interrupt = interruption();
  const teller = options.json ? tellMachines() : tellPeople(process.stdout.isTTY);
  const demo = await open(options);
  try {
    return await tell(demo, teller, options, interrupt);
  } catch (error) {
    if (!interrupt.aborted) throw error;
    teller.stop();
    if (interrupt.reason !== UNREAD) console.error('\nStopped before the end.');
    return 130;
  } finally {
    await demo.close();
  }
}

async function tell(
  demo: Demo,
  teller: Teller,
  { once }: Options,
  signal: AbortSignal,
): Promise<number> {
  const { stage, url } = demo;
  teller.begin(demo);
  const { onAct, onScene } = teller;
  const scenes = await playStory(stage, { signal, pause: QUIET, onAct, onScene });
  teller.end(scenes);
  if (!once) {
    console.log(`\nThe page goes on at ${url}. Ctrl-C ends it.`);
    await aborted(signal);
  }
  return wasEnough(scenes) ? 0 : 1;
}

/** On the usual port, or on any other if that is taken and none was asked for. */
async function open({ port, host, fleet, redisUrl, visitors, json }: Options): Promise<Demo> {
  const start = (port: number): Promise<Demo> =>
    startDemo({
      visitorsPerSecond: VISITORS_PER_SECOND,
      crowd: visitors,
      port,
      host,
      fleet,
      redisUrl,
    });
  try {
    return await start(port ?? USUAL_PORT);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE' && port === undefined) {
      if (!json) console.log(`Port ${USUAL_PORT} is taken, so another one it is.`);
      return start(0);
    }
    throw usageErrorFor(code, host, port) ?? error;
  }
}

function usageErrorFor(
  code: unknown,
  host: string,
  port: number | undefined,
): UsageError | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return new UsageError(`Port ${port} is taken. Choose another, or leave --port out.`, 1);
    case 'EACCES':
      return new UsageError(`Port ${port} is not allowed here. Choose one above 1023.`, 1);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UsageError(
        `“${host}” is no address of this machine. Leave --host out for 127.0.0.1.`,
      );
    default:
      return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Aborts at Ctrl-C, when nobody reads on, or when the process is asked to end. Who cannot wait asks twice. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // `on`, not `once`: log-update ends the process at once when its own handler is the only one left.
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  // As behind `| head`. A terminal that closes takes both streams away.
  process.stdout.on('error', () => controller.abort(UNREAD));
  process.stderr.on('error', () => undefined);
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
