import type { DynamicModule } from '@nestjs/common';
import { ControlsController } from './controls.controller.js';
import { LiveController } from './live.controller.js';
import { Stage } from './stage.js';

class PageModule {}

/** The live page and its buttons. */
export function pageModule(stage: Stage): DynamicModule {
  return {
    module: PageModule,
    controllers: [ControlsController, LiveController],
    providers: [{ provide: Stage, useValue: stage }],
  };
}
