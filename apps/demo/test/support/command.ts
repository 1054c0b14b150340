import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const running = new Set<Command>();

/** Ends what has not ended. */
export function endAll(): void {
  for (const command of running) command.kill('SIGKILL');
}

/** The built demo, run as a command. */
export class Command {
  stdout = '';
  stderr = '';
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(file: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const { CI: _, REDIS_URL: __, ...inherited } = process.env;
    this.#process = spawn(file, args, { env: { ...inherited, ...environment } });
    this.#process.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#process.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.#closed = once(this.#process, 'close');
    running.add(this);
    this.#process.once('close', () => running.delete(this));
  }

  /** `0` if it did not start. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** In a pipe. */
  static run(args: readonly string[], environment?: NodeJS.ProcessEnv): Command {
    return new Command(process.execPath, [main, ...args], environment);
  }

  /**
   * In a terminal that `script` makes up. The shell that `script` starts gives way to the command:
   * some shells would stay, hear Ctrl-C as well, and answer with a status of their own.
   */
  static inTerminal(args: readonly string[]): Command {
    const command = ['exec', process.execPath, main, ...args].join(' ');
    return new Command('script', ['-qefc', command, '/dev/null']);
  }

  /** Presses keys in the terminal. */
  type(keys: string): void {
    this.#process.stdin?.write(keys);
  }

  /** As `head` does when it has enough. */
  stopReading(): void {
    this.#process.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Waits until it has printed this. */
  async prints(text: string): Promise<void> {
    await vi.waitFor(
      () => {
        if (!this.stdout.includes(text)) throw new Error(`no “${text}” in: ${this.stdout}`);
      },
      { timeout: 60_000, interval: 50 },
    );
  }

  /** The exit status, once it has ended. */
  async status(): Promise<number | null> {
    await this.#closed;
    return this.#process.exitCode;
  }
}
