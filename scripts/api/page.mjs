import { ReflectionKind } from 'typedoc';
import { proseOf, tableCell } from './prose.mjs';
import { signatureOf, typeText } from './signatures.mjs';

const PARTS = [
  ['Classes', (each) => each.kind === ReflectionKind.Class && !isError(each)],
  ['Functions', (each) => each.kind === ReflectionKind.Function],
  ['Values', (each) => each.kind === ReflectionKind.Variable],
  ['Shapes', (each) => each.kindOf([ReflectionKind.Interface, ReflectionKind.TypeAlias])],
  ['Errors', isError],
  ['From elsewhere', (each) => each.kind === ReflectionKind.Reference],
];

/** The page of one entry. */
export class Page {
  #name;
  #file;
  #links;
  #parts;

  constructor({ name, file }, module, links) {
    this.#name = name;
    this.#file = file;
    this.#links = links;
    this.#parts = PARTS.map(([title, belongs]) => ({
      title,
      members: module.children.filter(belongs).sort((a, b) => (a.name < b.name ? -1 : 1)),
    })).filter(({ members }) => members.length > 0);
    links.add(file, this.#headings());
  }

  get text() {
    const overview = this.#parts.map(
      ({ title, members }) => `- ${title}: ${members.map(this.#linkTo).join(', ')}`,
    );
    const sections = this.#members.map((each) => this.#section(each));
    return `${[`# \`${this.#name}\``, overview.join('\n'), ...sections].join('\n\n')}\n`;
  }

  get #members() {
    return this.#parts.flatMap(({ members }) => members);
  }

  #headings() {
    return this.#members
      .flatMap((each) => [each, ...methodsOf(each)])
      .map((reflection) => ({ reflection, text: reflection.name }));
  }

  #linkTo = (reflection) => this.#links.to(reflection, this.#file);

  #section(member) {
    return [`## \`${member.name}\``, ...this.#body(member)].filter(Boolean).join('\n\n');
  }

  #body(member) {
    if (member.kind === ReflectionKind.Reference)
      return [`That of ${this.#linkTo(member.getTargetReflectionDeep())}.`];
    if (member.kind === ReflectionKind.Function) return this.#calls(member);
    const methods = methodsOf(member).flatMap((each) => [
      `### \`${each.name}\``,
      ...this.#calls(each),
    ]);
    return [...this.#told(member), this.#table(propertiesOf(member)), ...methods];
  }

  #calls({ signatures }) {
    return signatures.flatMap((each) => this.#told(each));
  }

  #told(reflection) {
    return [`\`\`\`ts\n${signatureOf(reflection)}\n\`\`\``, proseOf(reflection, this.#linkTo)];
  }

  #table(properties) {
    if (properties.length === 0) return '';
    return ['| property | type | |', '| --- | --- | --- |', ...properties.map(this.#row)].join(
      '\n',
    );
  }

  #row = (property) => {
    const { type, comment } = property.getSignature ?? property;
    const name = `\`${property.name}${property.flags.isOptional ? '?' : ''}\``;
    return `| ${name} | \`${tableCell(typeText(type))}\` | ${tableCell(proseOf({ comment }, this.#linkTo))} |`;
  };
}

function methodsOf(member) {
  return ownOf(member).filter(({ signatures }) => signatures !== undefined);
}

function propertiesOf(member) {
  return ownOf(member).filter(({ signatures }) => signatures === undefined);
}

/** What a class or an interface brings itself. All that matters of an error is its name. */
function ownOf(member) {
  if (isError(member)) return [];
  const children = member.children ?? [];
  return children.filter(({ inheritedFrom, name }) => !inheritedFrom && !name.startsWith('['));
}

function isError(member) {
  return member.kind === ReflectionKind.Class && /(Error|Exception)$/.test(member.name);
}
