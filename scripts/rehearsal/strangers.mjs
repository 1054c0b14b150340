import { hostsAt } from './packages.mjs';
import { typings } from './types.mjs';

const CORE = '@sameflight/core';
const [newestTyping, , bundlerTyping] = typings;
const TYPES_OF_NODE = { '@types/node': '24' };

/** Those who install core alone, one with each package manager. */
export function strangersWithCore(packages, versions) {
  const core = packages.filter(({ name }) => name === CORE);
  const dependencies = { [CORE]: versions[CORE], ...TYPES_OF_NODE };
  const stranger = (manager, typings) => ({
    title: `core by ${manager}`,
    manager,
    packages: core,
    dependencies,
    typings,
  });
  return [
    stranger('npm', typings),
    stranger('pnpm', [newestTyping]),
    stranger('yarn', [newestTyping]),
    stranger('yarn plug’n’play', []),
    stranger('bun', [newestTyping]),
  ];
}

/**
 * Those who install an adapter, one with the oldest hosts that it says it works with, one with the newest.
 *
 * @param isWhole whether they look for its types in every way there is
 */
export async function strangersWithAdapters(packages, versions, registry, isWhole) {
  const adapters = packages.filter(({ name }) => name !== CORE);
  const stranger = async (adapter, end, manager) => {
    const hosts = await hostsAt(end, adapter, registry);
    const ours = [adapter.name, ...adapter.siblings].map((name) => [name, versions[name]]);
    return {
      title: `${adapter.name} ${end === undefined ? '' : `with its ${end} hosts, `}by ${manager}`,
      manager,
      packages: [adapter],
      dependencies: { ...Object.fromEntries(ours), ...hosts, ...TYPES_OF_NODE },
      typings: isWhole ? typings : [newestTyping, bundlerTyping],
    };
  };
  // pnpm gives a package only what it declares.
  const both = (adapter) => [
    stranger(adapter, 'oldest', 'pnpm'),
    stranger(adapter, 'newest', 'npm'),
  ];
  const one = (adapter) => [stranger(adapter, undefined, 'pnpm')];
  return Promise.all(adapters.flatMap((each) => (each.hosts.length > 0 ? both(each) : one(each))));
}

/** The one who has everything, and will upgrade. */
export async function strangerWhoUpgrades(packages, versions, registry) {
  const hosts = await Promise.all(packages.map((each) => hostsAt('newest', each, registry)));
  return {
    title: 'everything by npm',
    manager: 'npm',
    packages,
    dependencies: Object.assign({ ...versions, ...TYPES_OF_NODE }, ...hosts),
    typings: [newestTyping],
  };
}
