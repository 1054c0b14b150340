import type { ServerResponse } from 'node:http';
import { Controller, Get, Res } from '@nestjs/common';
import { Stage } from './stage.js';

/** What the page shows, four times a second. */
@Controller('live')
export class LiveController {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  @Get()
  watch(@Res() response: ServerResponse): void {
    this.#stage.show(response);
  }
}
