import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ControlsController } from './controls.controller.js';
import { LiveController } from './live.controller.js';
import { Stage } from './stage.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));

/** The live page and its buttons. */
@Module({})
export class PageModule {
  static register(stage: Stage): DynamicModule {
    return {
      module: PageModule,
      controllers: [ControlsController, LiveController],
      providers: [{ provide: Stage, useValue: stage }],
    };
  }

  /** Everything that the page loads comes from here. */
  static serveFiles(app: NestExpressApplication): void {
    app.useStaticAssets(`${root}/public`);
    app.useStaticAssets(`${root}/dist/page`, { prefix: '/page/' });
    app.useStaticAssets(uplot, { prefix: '/uplot/' });
  }
}
