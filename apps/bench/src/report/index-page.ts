import { IN_SHORT, page } from './markdown.js';

const WHAT = `Sameflight beside the libraries that people use in its place, and beside the least that any library must do (*the limit*).
Figures are ratios that were taken in one run, never times: a time says more about a machine than about a library. Every goal is shown, met (✓) or missed (✗).

\`\`\`sh
npx -y pnpm@12 bench            # all of it, in some minutes
npx -y pnpm@12 bench speed      # one part
npx -y pnpm@12 bench --full     # in hours, with narrower intervals
npx -y pnpm@12 bench --help
\`\`\`

The command writes these pages; nobody else does.`;

interface PartPage {
  readonly name: string;
  readonly text: string;
}

/** What each page says in short, with a link to it. */
export function indexPage(pages: readonly PartPage[]): string {
  return page('# Side by side', WHAT, ...pages.map(section));
}

function section({ name, text }: PartPage): string {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
  const [, rest = ''] = text.split(`${IN_SHORT}\n`);
  const [inShort = ''] = rest.split(/\n(?=## )/);
  return `## [${title}](${name}.md)\n\n${inShort.trim()}`;
}
