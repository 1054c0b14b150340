import { Controller, Get, Headers } from '@nestjs/common';
import { verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import type { CachingInterceptor } from '../../contestants/nestjs/interceptors.js';
import { bodyOf, withApp } from './with-app.js';

export const privacy: readonly Check<CachingInterceptor>[] = [
  {
    promise: 'keeps callers with other `Authorization` apart',
    check(subject) {
      @Controller()
      class Me {
        @Get()
        async find(@Headers('authorization') you: string): Promise<object> {
          return { you };
        }
      }
      return withApp(subject, Me, async ({ url }) => {
        await bodyOf(url, { authorization: 'alice' });
        const { you } = (await bodyOf(url, { authorization: 'bob' })) as { you: string };
        return verdict(you === 'bob', 'Bob reads what is Alice’s');
      });
    },
  },
  {
    promise: 'answers in the language that is asked for',
    check(subject) {
      @Controller()
      class Greeting {
        @Get()
        async find(@Headers('accept-language') language: string): Promise<object> {
          return { language };
        }
      }
      return withApp(subject, Greeting, async ({ url }) => {
        await bodyOf(url, { 'accept-language': 'de' });
        const { language } = (await bodyOf(url, { 'accept-language': 'fr' })) as {
          language: string;
        };
        return verdict(language === 'fr', 'French is answered in German');
      });
    },
  },
];
