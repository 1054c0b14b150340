/**
 * A release, rehearsed: what strangers will install is versioned, built and published to a registry on loopback, installed
 * in fresh folders by every package manager, run, type-checked, and upgraded to the release after it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimes } from '../../packages/core/conformance/runtimes.mjs';
import { Tally } from '../tally.mjs';
import { readPackages } from './packages.mjs';
import { startRegistry } from './registry.mjs';
import { rehearse } from './story.mjs';
import { WorkspaceCopy } from './workspace.mjs';

if (process.platform === 'win32') {
  console.log('- the rehearsal: skipped, it runs on Linux and macOS');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit();
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sameflight-rehearsal-'));
const tally = new Tally();
const everyNode = runtimes.filter(({ name, binary }) => name.startsWith('Node') && binary);
const thisNode = everyNode.filter(({ binary }) => binary === process.execPath);
const isWhole = process.argv.includes('--every-node');
const nodes = isWhole ? everyNode : thisNode;
const registry = await startRegistry(join(folder, 'registry'));
try {
  const workspace = new WorkspaceCopy(join(folder, 'workspace'), registry.environment);
  const packages = readPackages(root);
  await rehearse({ root, folder, workspace, registry, tally, packages, nodes, isWhole });
} finally {
  registry.close();
  if (process.env.KEEP_REHEARSAL) console.log(`kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
console.log(String(tally));
process.exitCode = tally.hasFailed ? 1 : 0;
