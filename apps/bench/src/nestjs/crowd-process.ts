import { setTimeout } from 'node:timers/promises';
import { CROWD } from '../crowd.js';
import { report } from '../in-own-process.js';
import { nestjs } from '../speed/suites/nestjs.js';

// A process of its own: lets a crowd ask every app for the same at once, and counts how often the handler runs.
const calls: Record<string, number> = {};
for (const cache of await nestjs.contestants()) {
  let count = 0;
  const load = async (id: string): Promise<object> => {
    count++;
    // After the last of the crowd has asked.
    await setTimeout(500);
    return { id };
  };
  const { url } = await cache.open({ platform: 'express', load });
  const ask = async (): Promise<unknown> => (await fetch(`${url}/rates/1`)).json();
  await Promise.all(Array.from({ length: CROWD }, ask));
  calls[cache.name] = count;
}
report(calls);
