/** Asks the registry whether what was just published carries provenance. `PUBLISHED` is a JSON list of `{ name, version }`. */
import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const TRIES = 10;
const PAUSE = 15_000;

for (const { name, version } of JSON.parse(process.env.PUBLISHED ?? '[]')) {
  if (!(await hasProvenance(`${name}@${version}`))) {
    console.log(`✗ ${name}@${version} was published without provenance`);
    process.exitCode = 1;
  } else console.log(`✓ ${name}@${version} carries provenance`);
}

// What was published a moment ago may not be there to be read yet.
async function hasProvenance(release) {
  for (let tries = 0; tries < TRIES; tries++) {
    const attestations = ask(release);
    if (attestations !== undefined) return attestations.provenance !== undefined;
    await wait(PAUSE);
  }
  return false;
}

function ask(release) {
  try {
    const answer = execFileSync('npm', ['view', release, 'dist.attestations', '--json'], {
      encoding: 'utf8',
    });
    return answer.trim() === '' ? undefined : JSON.parse(answer);
  } catch {
    return undefined;
  }
}
