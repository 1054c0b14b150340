import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runServer } from 'verdaccio';
import { run } from './command.mjs';

/** A registry on loopback: it keeps what is published under our scope, and passes on questions about anything else. */
export async function startRegistry(folder) {
  const server = await runServer(configuration(folder, await usualRegistry()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  return {
    url,
    environment: environment(url, folder),
    describe: (name) => describe(url, name),
    close: () => server.close(),
  };
}

async function usualRegistry() {
  return (await run('npm', ['config', 'get', 'registry'])).trim().split('\n').at(-1);
}

function configuration(folder, upstream) {
  return {
    self_path: folder,
    storage: join(folder, 'storage'),
    web: { enable: false },
    log: { type: 'stdout', level: 'fatal' },
    uplinks: { usual: { url: upstream, cache: true, maxage: '1h', timeout: '60s' } },
    packages: {
      '@sameflight/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'usual' },
    },
  };
}

/** What makes the package managers use the registry, and keep to the folder in all that they store. */
function environment(url, folder) {
  const userconfig = join(folder, 'npmrc');
  writeFileSync(userconfig, `registry=${url}\n${url.replace('http:', '')}:_authToken=anyone\n`);
  return {
    ...withoutSettings(process.env),
    npm_config_userconfig: userconfig,
    npm_config_registry: url,
    npm_config_cache: join(folder, 'npm'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    pnpm_config_registry: url,
    pnpm_config_store_dir: join(folder, 'pnpm-store'),
    pnpm_config_cache_dir: join(folder, 'pnpm-cache'),
    // What was published a second ago is what is wanted.
    pnpm_config_minimum_release_age: '0',
    YARN_REGISTRY: url,
    YARN_CACHE_FOLDER: join(folder, 'yarn'),
    YARN_GLOBAL_FOLDER: join(folder, 'yarn-berry'),
    YARN_NPM_REGISTRY_SERVER: url.slice(0, -1),
    YARN_NPM_MINIMAL_AGE_GATE: '0',
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
    BUN_CONFIG_REGISTRY: url,
    BUN_INSTALL_CACHE_DIR: join(folder, 'bun'),
  };
}

// A stranger's folder knows nothing of the settings that this run was started with.
function withoutSettings(variables) {
  const isSetting = /^(p?npm_|yarn_|bun_|init_cwd$|node_path$)/i;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isSetting.test(name)));
}

/** What is published under a name: `versions` and `dist-tags`. */
async function describe(url, name) {
  const response = await fetch(url + encodeURIComponent(name));
  if (!response.ok) throw new Error(`${name}: the registry answered ${response.status}`);
  return response.json();
}
