import { type CallsByName, CROWD, crowdTable } from '../crowd.js';
import { inOwnProcess } from '../in-own-process.js';
import type { RunPart } from '../part.js';
import { atMost, type Finding } from '../report/finding.js';
import { page } from '../report/markdown.js';
import { speedReport } from '../speed/report.js';
import { runSuites } from '../speed/run-suites.js';
import { nestjs } from '../speed/suites/nestjs.js';

const METHOD = `Real apps on loopback, asked for a hundred answers in turn over 32 connections by clients in a process of their own. The handler has nothing to do, unless a row says so. *The server’s work* is what its
processor does for a request: a server that is busy answers as many requests a second as one divided by that. The clock on the wall counts the clients too, who share the machine.`;

export const run: RunPart = async (plan, { tell, madeBy }) => {
  tell('nestjs: crowds');
  const crowd = await inOwnProcess<CallsByName>(new URL('crowd-process.js', import.meta.url));
  const results = await runSuites([nestjs], plan, tell);
  const report = speedReport({ name: 'nestjs', title: 'NestJS', madeBy, method: METHOD }, results);
  const calls: Finding = {
    what: `runs of the handler for ${CROWD} requests at once`,
    measured: `**${crowd.sameflight}**`,
    goal: atMost(1, crowd.sameflight),
  };
  return {
    ...report,
    findings: [...report.findings, calls],
    body: page(
      report.body,
      `## Runs of the handler when ${CROWD} requests ask at once for what is not cached`,
      crowdTable('runs', crowd),
    ),
  };
};
