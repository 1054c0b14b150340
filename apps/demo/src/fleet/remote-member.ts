import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { addUp } from './add-up.js';
import type { Member, Report } from './member.js';
import type { News, Order, Post } from './orders.js';

const worker = fileURLToPath(new URL('../../dist/fleet/worker.js', import.meta.url));

/** Starts so many more processes; all of them, or none. */
export async function startOthers(count: number, post: Post): Promise<readonly RemoteMember[]> {
  const starts = Array.from({ length: count }, () => RemoteMember.start(post));
  const outcomes = await Promise.allSettled(starts);
  const others = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
  if (others.length === count) return others;
  await Promise.all(others.map((other) => other.close()));
  throw new Error('a process of the fleet did not start');
}

/** The travel service in another process. */
export class RemoteMember implements Member {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #ordered: (() => void)[] = [];
  #reports: Report[] = [];

  private constructor(child: ChildProcess, url: string) {
    this.#process = child;
    this.url = url;
    child.on('message', (news: News) => {
      if (news.kind === 'report') this.#reports.push(news.report);
      else this.#ordered.shift()?.();
    });
    // What was on its way to one that has gone.
    child.on('error', () => undefined);
    child.once('disconnect', () => {
      for (const done of this.#ordered.splice(0)) done();
    });
  }

  /** @throws if the process ends before it is ready */
  static async start(post: Post): Promise<RemoteMember> {
    const child = fork(worker, [JSON.stringify(post)]);
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`a process of the fleet ended with status ${code}`);
    });
    const ready = once(child, 'message').then(([news]) => news as News);
    const news = await Promise.race([ready, gone]);
    gone.catch(() => undefined);
    return new RemoteMember(child, news.kind === 'ready' ? news.url : '');
  }

  get isGone(): boolean {
    const { connected, exitCode, signalCode } = this.#process;
    return !connected || (exitCode ?? signalCode) !== null;
  }

  report(): Report {
    const report = addUp(this.#reports);
    this.#reports = [];
    return report;
  }

  turn(isOn: boolean): Promise<void> {
    return this.#order({ kind: 'turn', isOn });
  }

  expire(): Promise<void> {
    return this.#order({ kind: 'expire' });
  }

  async close(): Promise<void> {
    if (this.isGone) return;
    const exit = once(this.#process, 'exit');
    this.#process.disconnect();
    await exit;
  }

  /** Resolves when it has done so, or is gone. */
  async #order(order: Order): Promise<void> {
    if (this.isGone) return;
    this.#process.send(order);
    await new Promise<void>((resolve) => this.#ordered.push(resolve));
  }
}
