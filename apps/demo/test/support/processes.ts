import { readdirSync, readFileSync } from 'node:fs';

/** The processes that `parent` started and that have `word` in their command, as Linux tells. */
export function childrenOf(parent: number, word: string): readonly number[] {
  const threads = readdirSync(`/proc/${parent}/task`);
  const lists = threads.map((id) => readFileSync(`/proc/${parent}/task/${id}/children`, 'utf8'));
  const pids = lists.join(' ').match(/\d+/g) ?? [];
  return pids.map(Number).filter((pid) => commandOf(pid).includes(word));
}

/** What a process was started as; empty once it has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
