import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Spread, spreadOf } from '../speed/ratios.js';

/** What each process of a fleet is told. */
export interface FleetOrder {
  readonly key: string;
  readonly callers: number;
}

/** What each process tells. */
export interface FleetAnswer {
  /** How often it went upstream. */
  readonly calls: number;
  /** Milliseconds until its last caller had the value. */
  readonly taken: number;
}

export interface FleetResult {
  readonly name: string;
  /** Calls upstream of all processes together. */
  readonly calls: Spread;
  /** How many times the upstream's own latency the slowest process took. */
  readonly taken: Spread;
}

/** Milliseconds that the upstream takes to answer. */
export const LATENCY = 200;
export const PROCESSES = 4;
export const CALLERS = 1_000;

const PROCESS = fileURLToPath(new URL('fleet-process.js', import.meta.url));

/** Lets several processes with many callers each ask for a cold key, all at once, round after round. */
export async function runFleet(name: string, rounds: number): Promise<FleetResult> {
  const fleet = Array.from({ length: PROCESSES }, () =>
    fork(PROCESS, [name], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  await Promise.all(fleet.map((one) => once(one, 'message')));
  const answers: FleetAnswer[][] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round++)
    answers.push(await askAll(fleet, { key: `${name}:cold:${round}`, callers: CALLERS }));
  for (const one of fleet) one.kill('SIGKILL');
  return resultOf(name, answers.slice(1));
}

/** Sums up the rounds. */
export function resultOf(name: string, rounds: readonly (readonly FleetAnswer[])[]): FleetResult {
  const calls = rounds.map((answers) => answers.reduce((sum, answer) => sum + answer.calls, 0));
  const taken = rounds.map((answers) => Math.max(...answers.map((answer) => answer.taken)));
  return { name, calls: spreadOf(calls), taken: spreadOf(taken.map((time) => time / LATENCY)) };
}

function askAll(fleet: readonly ChildProcess[], order: FleetOrder): Promise<FleetAnswer[]> {
  const answers = fleet.map(async (one) => (await once(one, 'message'))[0] as FleetAnswer);
  for (const one of fleet) one.send(order);
  return Promise.all(answers);
}
