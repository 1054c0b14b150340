import { Controller, Get, type NestInterceptor, Res, Sse, UseInterceptors } from '@nestjs/common';
import { map, type Observable, take, timer } from 'rxjs';
import { verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import type { CachingInterceptor } from '../../contestants/nestjs/interceptors.js';
import { bodyOf, withApp } from './with-app.js';

export const answers: readonly Check<CachingInterceptor>[] = [
  {
    promise: 'caches `null`',
    check(subject) {
      let runs = 0;
      @Controller()
      class Nothing {
        @Get()
        async find(): Promise<null> {
          runs++;
          return null;
        }
      }
      return withApp(subject, Nothing, async ({ url }) => {
        await (await fetch(url)).text();
        await (await fetch(url)).text();
        return verdict(runs === 1, `${runs} runs for 2 requests`);
      });
    },
  },
  {
    promise: 'gives the second caller the status and the headers of the first',
    check(subject) {
      @Controller()
      class Partial {
        @Get()
        async find(@Res({ passthrough: true }) response: NodeResponse): Promise<object> {
          response.status(203);
          response.setHeader('x-source', 'copy');
          return {};
        }
      }
      return withApp(subject, Partial, async ({ url }) => {
        await bodyOf(url);
        const { status, headers } = await fetch(url);
        const source = headers.get('x-source');
        return verdict(status === 203 && source === 'copy', `status ${status}, header ${source}`);
      });
    },
  },
  {
    promise: 'gives every client all events of a stream',
    check(subject) {
      @Controller()
      class Events {
        @Sse()
        stream(): Observable<object> {
          return timer(0, 20).pipe(
            take(4),
            map((data) => ({ data: String(data) })),
          );
        }
      }
      return withApp(subject, Events, async ({ url }) => {
        await (await fetch(url)).text();
        const second = await (await fetch(url)).text();
        const events = second.match(/^data: /gm)?.length ?? 0;
        return verdict(events === 4, `the second client gets ${events} of 4`);
      });
    },
  },
  {
    promise: 'keeps what an outer interceptor does to one answer from the next',
    check(subject) {
      @UseInterceptors(noting)
      @Controller()
      class List {
        @Get()
        async find(): Promise<object> {
          return { notes: [] };
        }
      }
      return withApp(subject, List, async ({ url }) => {
        await bodyOf(url);
        await bodyOf(url);
        const { notes } = (await bodyOf(url)) as { notes: string[] };
        return verdict(notes.length === 1, `the third answer has ${notes.length} notes`);
      });
    },
  },
];

/** Changes the body that it is handed. */
const noting: NestInterceptor = {
  intercept: (_context, next) =>
    next.handle().pipe(
      map((body: { notes: string[] }) => {
        body.notes.push('seen');
        return body;
      }),
    ),
};

interface NodeResponse {
  status(code: number): void;
  setHeader(name: string, value: string): void;
}
