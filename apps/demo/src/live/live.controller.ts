import type { ServerResponse } from 'node:http';
import { Controller, Get, Res } from '@nestjs/common';
import { publicFolder } from './files.js';
import { Stage } from './stage.js';

interface PageResponse extends ServerResponse {
  sendFile(path: string, options: { readonly root: string }): void;
}

/** The page, and what it shows, four times a second. */
@Controller()
export class LiveController {
  constructor(private readonly stage: Stage) {}

  @Get()
  page(@Res() response: PageResponse): void {
    response.sendFile('index.html', { root: publicFolder });
  }

  @Get('live')
  watch(@Res() response: ServerResponse): void {
    this.stage.show(response);
  }
}
