/** A Markdown table: the first column to the left, all others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Paragraphs, tables and pictures, one under the other. */
export function page(...parts: readonly string[]): string {
  const written = parts.map((part) => part.trim()).filter((part) => part !== '');
  return `${written.join('\n\n')}\n`;
}

export function picture(alt: string, file: string): string {
  return `![${alt}](${file})`;
}

/** A number as people read it: three digits that count. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : Math.max(2 - Math.floor(Math.log10(Math.abs(value))), 0);
  return Number(value.toPrecision(3)).toLocaleString('en-US', {
    minimumFractionDigits: Math.min(digits, 2),
    maximumFractionDigits: Math.min(digits, 2),
  });
}

/** Stands over what a page says in short; the next heading ends it. */
export const IN_SHORT = '## In short';
