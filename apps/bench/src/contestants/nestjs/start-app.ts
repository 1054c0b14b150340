import 'reflect-metadata';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestTerms, RunningNest } from './nest-cache.js';

const adapters: Readonly<Record<NestTerms['platform'], () => AbstractHttpAdapter>> = {
  express: () => new ExpressAdapter(),
  fastify: () => new FastifyAdapter() as AbstractHttpAdapter,
};

/** Starts an app of one module on loopback. */
export async function startApp(
  metadata: ModuleMetadata,
  platform: NestTerms['platform'],
): Promise<RunningNest> {
  class App {}
  Module(metadata)(App);
  const app = await NestFactory.create(App, adapters[platform](), { logger: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}
