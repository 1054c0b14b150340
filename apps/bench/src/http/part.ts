import type { CheckResults } from '../checks/check.js';
import { checksFinding, checksSection } from '../checks/checks-section.js';
import { senders } from '../contestants/http/senders.js';
import { type CallsByName, CROWD, crowdTable } from '../crowd.js';
import { inOwnProcess } from '../in-own-process.js';
import type { RunPart } from '../part.js';
import { atMost, type Finding } from '../report/finding.js';
import { page } from '../report/markdown.js';
import { speedReport } from '../speed/report.js';
import { runSuites } from '../speed/run-suites.js';
import { axios } from '../speed/suites/axios.js';
import { fetch } from '../speed/suites/fetch.js';

type Crowds = Readonly<Record<'fetch' | 'axios', CallsByName>>;

const METHOD = `One real HTTP server on loopback, in a process of its own, answers with \`Cache-Control: max-age=3600\`; a hit includes reading its body as JSON.
Only the client’s own work is timed: what a row without a cache costs the server, and the time it waits, come on top of its figure.
*undici request* and *axios-cache-interceptor* hand out less than ours does: a bare body, and the very object that all other callers have.`;

export const run: RunPart = async (plan, { tell, madeBy }) => {
  const behaviour: Record<string, CheckResults> = {};
  for (const { name } of senders) {
    tell(`http: behaviour of ${name}`);
    const checks = new URL('checks-process.js', import.meta.url);
    behaviour[name] = await inOwnProcess<CheckResults>(checks, { args: [name] });
  }
  tell('http: crowds');
  const crowds = await inOwnProcess<Crowds>(new URL('crowd-process.js', import.meta.url));
  const results = await runSuites([fetch, axios], plan, tell);
  const report = speedReport(
    { name: 'http', title: 'HTTP clients', madeBy, method: METHOD },
    results,
  );
  return {
    ...report,
    findings: [
      ...report.findings,
      crowdFinding('fetch', crowds),
      crowdFinding('axios', crowds),
      checksFinding(behaviour, 'sameflight fetch'),
      checksFinding(behaviour, 'sameflight axios'),
    ],
    body: page(
      report.body,
      `## Requests upstream when ${CROWD} callers ask at once for what is not cached`,
      crowdTable('requests', crowds.fetch),
      crowdTable('requests', crowds.axios),
      checksSection(behaviour),
    ),
  };
};

function crowdFinding(field: keyof Crowds, crowds: Crowds): Finding {
  const calls = crowds[field].sameflight;
  const what = `${field}: requests upstream for ${CROWD} callers at once`;
  return { what, measured: `**${calls}**`, goal: atMost(1, calls) };
}
