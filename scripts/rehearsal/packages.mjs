import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { programIn } from './readme.mjs';

/** Hosts that cannot run alone, and what they are run with, in the same version. */
const COMPANIONS = { '@nestjs/core': ['@nestjs/platform-express'] };

/** The packages that are published, as their manifests tell. */
export function readPackages(root) {
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  return folders.map(readPackage).filter(({ isPrivate }) => !isPrivate);
}

function readPackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, private: isPrivate = false, peerDependencies = {} } = manifest;
  const peers = Object.entries(peerDependencies);
  return {
    name,
    isPrivate,
    folder,
    smoke: join(folder, 'smoke'),
    readme: programIn(join(folder, 'README.md')),
    siblings: peers.filter(([peer]) => isOurs(peer)).map(([peer]) => peer),
    hosts: peers.filter(([peer]) => !isOurs(peer)),
  };
}

function isOurs(name) {
  return name.startsWith('@sameflight/');
}

/** The versions of a package's hosts at one end of its peer ranges: `oldest` or `newest`. */
export async function hostsAt(end, { hosts }, registry) {
  const found = {};
  for (const [name, range] of hosts) {
    const versions = Object.keys((await registry.describe(name)).versions);
    const pick = end === 'oldest' ? semver.minSatisfying : semver.maxSatisfying;
    const version = pick(versions, range);
    if (version === null) throw new Error(`no version of ${name} satisfies ${range}`);
    for (const each of [name, ...(COMPANIONS[name] ?? [])]) found[each] = version;
  }
  return found;
}
