/**
 * Those that are named, in their own order. A name that is nobody's own stands for all that contain it.
 *
 * @throws {TypeError} for a name that fits nobody
 */
export function choose(all: readonly string[], named: readonly string[] | undefined): string[] {
  if (named === undefined) return [...all];
  const chosen = new Set(named.flatMap((name) => meant(all, name)));
  return all.filter((one) => chosen.has(one));
}

function meant(all: readonly string[], name: string): readonly string[] {
  if (all.includes(name)) return [name];
  const fitting = all.filter((one) => one.includes(name));
  if (fitting.length === 0)
    throw new TypeError(`there is no "${name}"; there are ${all.join(', ')}`);
  return fitting;
}
