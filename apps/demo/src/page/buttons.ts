import type { Snapshot } from '../live/snapshot.js';
import { byId, say } from './element.js';

/** What the next stampede and the next invalidation are about. */
let aim = 'trips';

/** Makes the buttons work. */
export function wireButtons(): void {
  for (const button of buttonsIn('aims'))
    button.addEventListener('click', () => aimAt(button.dataset.aim ?? aim));
  for (const button of buttonsIn('modes'))
    button.addEventListener('click', () => void press('upstream', { mode: button.dataset.mode }));
  const on = (id: string, listener: () => Promise<void>): void =>
    byId(id).addEventListener('click', () => void listener());
  on('stampede', () => press('stampede', { part: aim }));
  on('expire', () => press('expire', {}));
  on('invalidate', () => press('invalidate', { tag: aim }));
  on('sameflight', () => press('sameflight', { on: byId('sameflight').ariaPressed !== 'true' }));
}

/** Shows what is switched on, whoever pressed. */
export function showSwitches({ mode, isOn }: Snapshot): void {
  for (const button of buttonsIn('modes'))
    button.ariaPressed = String(button.dataset.mode === mode);
  byId('sameflight').ariaPressed = String(isOn);
}

function aimAt(part: string): void {
  aim = part;
  for (const button of buttonsIn('aims')) button.ariaPressed = String(button.dataset.aim === part);
  say('tag', part);
}

function buttonsIn(id: string): NodeListOf<HTMLButtonElement> {
  return byId(id).querySelectorAll('button');
}

async function press(control: string, body: object): Promise<void> {
  try {
    const response = await fetch(`/control/${control}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { message } = (await response.json()) as { message: string };
    say('told', message);
  } catch {
    say('told', 'The demo does not answer. Is it still running?');
  }
}
