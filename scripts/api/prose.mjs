/** What a comment says, as Markdown: its text, then its default, what it returns and what it throws. */
export function proseOf({ comment }, linkTo) {
  if (comment === undefined) return '';
  const notes = comment.blockTags
    .filter(({ tag }) => tag in WORDS)
    .map((each) => `- ${note(each, linkTo)}`)
    .join('\n');
  const examples = comment.blockTags
    .filter(({ tag }) => tag === '@example')
    .map(({ content }) => textOf(content, linkTo));
  return [textOf(comment.summary, linkTo), notes, ...examples].filter(Boolean).join('\n\n');
}

const WORDS = { '@default': 'Default:', '@returns': 'Returns', '@throws': 'Throws' };

function note({ tag, typeAnnotation, content }, linkTo) {
  const text = textOf(content, linkTo);
  if (tag === '@default') return `${WORDS[tag]} ${inline(text)}`;
  const type = typeAnnotation ? `\`${typeAnnotation.replaceAll(/[{}]/g, '')}\`` : undefined;
  return [WORDS[tag], type, text].filter(Boolean).join(' ');
}

// A default stands in the model as a block of code, be it a value or words.
function inline(text) {
  const value = text.replace(/^```\w*\n(.*)\n```$/s, '$1');
  return value === 'none' || value.includes(' ') ? value : `\`${value}\``;
}

function textOf(parts, linkTo) {
  return parts
    .map((part) => (part.kind === 'inline-tag' ? linkText(part, linkTo) : part.text))
    .join('')
    .trim();
}

function linkText({ target, text }, linkTo) {
  return typeof target === 'object' && 'kind' in target ? linkTo(target) : `\`${text}\``;
}

/** Text that fits into a cell of a table. */
export function tableCell(text) {
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/\n+- /g, ' ')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/^- /, '');
}
