import { ReflectionKind } from 'typedoc';

const LINE = 100;

/** How something is declared, as a line of TypeScript, or one for each parameter where that is too long. */
export function signatureOf(reflection) {
  if (reflection.kindOf(ReflectionKind.SomeSignature)) return call(reflection);
  if (reflection.kind === ReflectionKind.TypeAlias)
    return `type ${reflection.name}${generics(reflection)} = ${aliased(reflection.type)}`;
  if (reflection.kind === ReflectionKind.Variable)
    return `const ${reflection.name}: ${typeText(reflection.type)}`;
  return shape(reflection);
}

export function typeText(type) {
  // The model has no name for the type of a platform's function.
  return String(type ?? 'unknown').replaceAll('typeof __type', 'typeof fetch');
}

function shape(reflection) {
  const word = reflection.kind === ReflectionKind.Class ? 'class' : 'interface';
  const parents = [
    ...clause('extends', reflection.extendedTypes),
    ...clause('implements', reflection.implementedTypes),
  ];
  return [`${word} ${reflection.name}${generics(reflection)}`, ...parents].join(' ');
}

function clause(word, types = []) {
  return types.length === 0 ? [] : [`${word} ${types.map(typeText).join(', ')}`];
}

function call(signature) {
  if (signature.kind === ReflectionKind.ConstructorSignature)
    return `new ${signature.name}${parameters(signature)}`;
  const mark = signature.parent.flags.isStatic ? 'static ' : '';
  return `${mark}${signature.name}${generics(signature)}${parameters(signature)}: ${typeText(signature.type)}`;
}

function parameters({ parameters: list = [], name, type }) {
  const texts = list.map((each) => {
    const mark = each.flags.isRest ? '...' : '';
    const optional = each.flags.isOptional || each.defaultValue !== undefined ? '?' : '';
    return `${mark}${each.name === '__namedParameters' ? 'options' : each.name}${optional}: ${typeText(each.type)}`;
  });
  const line = `(${texts.join(', ')})`;
  const isLong = name.length + line.length + typeText(type).length > LINE;
  return isLong ? `(\n${texts.map((text) => `  ${text},\n`).join('')})` : line;
}

function generics({ typeParameters = [] }) {
  if (typeParameters.length === 0) return '';
  const texts = typeParameters.map(({ name, type, default: fallback }) =>
    [name, type && `extends ${type}`, fallback && `= ${fallback}`].filter(Boolean).join(' '),
  );
  return `<${texts.join(', ')}>`;
}

/** A union of long members reads better with a line for each. */
function aliased(type) {
  const text = typeText(type);
  if (type.type !== 'union' || text.length <= LINE) return text;
  return type.types.map((each) => `\n  | ${typeText(each)}`).join('');
}
