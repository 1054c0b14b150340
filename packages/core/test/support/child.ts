import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** Milliseconds from the program's last word to its end. */
  readonly lingered: number;
}

const runSources = new URL('run-sources.mjs', import.meta.url).href;

/** Runs a program against the sources in a Node of its own, in which every unhandled rejection is fatal. */
export function runChild(program: string, ...flags: readonly string[]): Promise<Ended> {
  const strict = ['--unhandled-rejections=strict', '--trace-warnings', '--import', runSources];
  const args = [...strict, ...flags, '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors, lastWordAt] = ['', '', 0];
  child.stdout.on('data', (chunk) => {
    output += chunk;
    lastWordAt = performance.now();
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output, errors, lingered: performance.now() - lastWordAt });
    });
  });
}
