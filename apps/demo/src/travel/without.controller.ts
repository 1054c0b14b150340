import { BadGatewayException, Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { parts, UpstreamUrls } from './parts.js';

/** The same four parts without Sameflight: a call for every request. */
@Controller('without')
export class WithoutController {
  constructor(private readonly upstreams: UpstreamUrls) {}

  @Get(':part/:thing')
  async find(@Param('part') name: string, @Param('thing') thing: string): Promise<unknown> {
    const part = parts.find((part) => part === name);
    if (part === undefined) throw new NotFoundException();
    const url = `${this.upstreams[part]}/?q=${encodeURIComponent(thing)}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new BadGatewayException(`The ${part} API says ${response.status}.`);
    return response.json();
  }
}
