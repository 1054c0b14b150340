/** The entries of a package that have types, by the name under which they are imported. */
export function entriesOf({ name, exports }) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([path, target]) => ({ name: name + path.slice(1), types: target.import.types }));
}
