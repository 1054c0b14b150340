import { checksOf } from '../checks/checks-of.js';
import { checksFinding, checksSection } from '../checks/checks-section.js';
import { senders } from '../contestants/http/senders.js';
import type { RunPart } from '../part.js';
import { page } from '../report/markdown.js';
import { speedReport } from '../speed/report.js';
import { runSuites } from '../speed/run-suites.js';
import { axios } from '../speed/suites/axios.js';
import { fetch } from '../speed/suites/fetch.js';

const METHOD = `One real HTTP server on loopback, in a process of its own, answers with \`Cache-Control: max-age=3600\`; a hit includes reading its body as JSON.
Only the client’s own work is timed: what a row without a cache costs the server, and the time it waits, come on top of its figure.
*undici request* and *axios-cache-interceptor* hand out less than ours does: a bare body, and the very object that all other callers have.`;

const CHECKS = new URL('checks-process.js', import.meta.url);

export const run: RunPart = async (plan, { tell, madeBy }) => {
  const names = senders.map(({ name }) => name);
  const behaviour = await checksOf(CHECKS, names, tell);
  const results = await runSuites([fetch, axios], plan, tell);
  const heading = { name: 'http', title: 'HTTP clients', madeBy, method: METHOD };
  const report = speedReport(heading, results);
  return {
    ...report,
    findings: [
      ...report.findings,
      checksFinding(behaviour, 'sameflight fetch'),
      checksFinding(behaviour, 'sameflight axios'),
    ],
    body: page(report.body, checksSection(behaviour)),
  };
};
