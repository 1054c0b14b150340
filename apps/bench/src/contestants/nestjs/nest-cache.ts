import type { INestApplication } from '@nestjs/common';

/** A way to cache a handler of Nest, or none. */
export interface NestCache {
  readonly name: string;
  /** Makes an app whose `GET /rates/:id` answers with what `load` gives, and starts it. */
  open(terms: NestTerms): Promise<RunningNest>;
}

export interface NestTerms {
  readonly platform: 'express' | 'fastify';
  readonly load: LoadRate;
}

/** What the handler does, if it has to do anything. */
export type LoadRate = (id: string) => object | Promise<object>;

export interface RunningNest {
  readonly app: INestApplication;
  readonly url: string;
}
