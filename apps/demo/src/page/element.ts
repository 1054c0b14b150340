import { count } from './words.js';

/** The element with this id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** Sets a text, if it changed: what does not change is not read out, nor laid out, again. */
export function say(id: string, text: string): void {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/** A new element. Texts are texts, never markup. */
export function make(
  tag: string,
  children: readonly (Node | string)[] = [],
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Two cells of a table: what came in, and what went out. */
export function numberCells(requests: number, calls: number): readonly HTMLElement[] {
  return [
    make('td', [count(requests)], { class: 'number in' }),
    make('td', [count(calls)], { class: 'number out' }),
  ];
}
