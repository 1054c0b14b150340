import { join } from 'node:path';

const tools = join(import.meta.dirname, 'node_modules');

/** How each package manager installs what a folder's manifest asks for, and what Node needs to run a program there. */
export const managers = {
  npm: { install: ['npm', 'install'] },
  pnpm: {
    install: [
      join(tools, '.bin', 'pnpm'),
      'install',
      '--ignore-workspace',
      '--no-frozen-lockfile',
      // A host of ours may have an install script, which pnpm leaves out; that is not for us to fail by.
      '--config.strict-dep-builds=false',
    ],
  },
  yarn: {
    install: [process.execPath, join(tools, 'yarn/bin/yarn.js'), 'install', '--no-lockfile'],
  },
  'yarn plug’n’play': {
    install: [process.execPath, join(tools, 'yarn-berry/bin/yarn.js'), 'install'],
    nodeFlags: ['--require', './.pnp.cjs', '--loader', './.pnp.loader.mjs'],
  },
  bun: { install: [join(tools, '.bin', 'bun'), 'install'] },
};
