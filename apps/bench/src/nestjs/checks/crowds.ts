import { setTimeout } from 'node:timers/promises';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import type { CachingInterceptor } from '../../contestants/nestjs/interceptors.js';
import { bodyOf, withApp } from './with-app.js';

const CROWD = 200;

/** After the last of a crowd has asked. */
const LATER = 1_000;

export const crowds: readonly Check<CachingInterceptor>[] = [
  {
    promise: `runs the handler once for ${CROWD} requests at once`,
    check(subject) {
      let runs = 0;
      @Controller()
      class Slow {
        @Get()
        async find(): Promise<object> {
          runs++;
          await setTimeout(LATER);
          return {};
        }
      }
      return withApp(subject, Slow, async ({ url }) => {
        await Promise.all(Array.from({ length: CROWD }, () => bodyOf(url)));
        return verdict(runs === 1, `${runs} runs`);
      });
    },
  },
  {
    promise: 'runs a handler that fails once for 50 requests at once, and tells all of them',
    check(subject) {
      let runs = 0;
      @Controller()
      class Broken {
        @Get()
        async find(): Promise<object> {
          runs++;
          await setTimeout(LATER);
          throw new ServiceUnavailableException();
        }
      }
      return withApp(subject, Broken, async ({ url }) => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(url)));
        const told = answers.filter(({ status }) => status === 503).length;
        return verdict(runs === 1 && told === 50, `${runs} runs, ${told} told`);
      });
    },
  },
];
