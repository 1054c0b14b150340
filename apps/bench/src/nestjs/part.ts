import { checksOf } from '../checks/checks-of.js';
import { checksFinding, checksSection } from '../checks/checks-section.js';
import type { RunPart } from '../part.js';
import { page } from '../report/markdown.js';
import { speedReport } from '../speed/report.js';
import { runSuites } from '../speed/run-suites.js';
import { nestjs } from '../speed/suites/nestjs.js';

const METHOD = `Real apps on loopback, asked for a hundred answers in turn over 32 connections by clients in a process of their own. The handler has nothing to do, unless a row says so. *The server’s work* is what its
processor does for a request: a server that is busy answers as many requests a second as one divided by that. The clock on the wall counts the clients too, who share the machine.`;

const CHECKS = new URL('checks-process.js', import.meta.url);

export const run: RunPart = async (plan, { tell, madeBy }) => {
  const behaviour = await checksOf(CHECKS, ['sameflight', '@nestjs/cache-manager'], tell);
  const results = await runSuites([nestjs], plan, tell);
  const heading = { name: 'nestjs', title: 'NestJS', madeBy, method: METHOD };
  const report = speedReport(heading, results);
  return {
    ...report,
    findings: [...report.findings, checksFinding(behaviour, 'sameflight')],
    body: page(report.body, checksSection(behaviour)),
  };
};
