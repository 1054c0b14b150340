import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { entriesOf } from './entries.mjs';

/** What a built package offers to its users: a section for each of its entries. */
export function reportOf({ folder, manifest }) {
  return entriesOf(manifest)
    .map(({ name, types }) => `## \`${name}\`\n\n${declarations(folder, types)}\n`)
    .join('\n');
}

function declarations(folder, types) {
  const output = mkdtempSync(join(tmpdir(), 'sameflight-api-'));
  try {
    const result = Extractor.invoke(configuration(folder, types, output), {
      localBuild: true,
      messageCallback: keepQuiet,
    });
    if (!result.succeeded) throw new Error(`${types} cannot be read: build the package first`);
    return codeBlock(readFileSync(join(output, 'report.api.md'), 'utf8'));
  } finally {
    rmSync(output, { recursive: true });
  }
}

function configuration(folder, types, output) {
  const silent = { default: { logLevel: 'none' } };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
      apiReport: {
        enabled: true,
        reportFileName: 'report',
        reportFolder: output,
        reportTempFolder: join(output, 'temporary'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
  });
}

const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['es2022', 'esnext.disposable', 'dom'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

function keepQuiet(message) {
  message.handled = true;
}

function codeBlock(report) {
  const noise = '// (No @packageDocumentation comment for this package)\n';
  return report
    .slice(report.indexOf('```ts'))
    .replace(noise, '')
    .replace(/\n+```\n*$/, '\n```');
}
