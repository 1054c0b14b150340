/** The runtimes that run `main.mjs`, and where this platform has them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { platform, arch } = process;

export const runtimes = [
  { name: 'Node 20', binary: packageFile(`node-20-${platform}-${arch}/bin/node`) },
  { name: 'Node 22', binary: packageFile(`node-22-${platform}-${arch}/bin/node`) },
  // The one that the scripts themselves run on.
  { name: `Node ${process.versions.node.split('.')[0]}`, binary: process.execPath },
  { name: 'Node 26', binary: packageFile(`node-26-${platform}-${arch}/bin/node`) },
  { name: 'Bun', binary: tool('bun') },
  {
    name: 'Deno',
    binary: tool('deno'),
    flags: ['run', '--no-lock', '--allow-read', '--allow-env'],
  },
];

function tool(name) {
  return packageFile(`.bin/${name}${platform === 'win32' ? '.cmd' : ''}`);
}

function packageFile(path) {
  const file = fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
  return existsSync(file) ? file : undefined;
}
