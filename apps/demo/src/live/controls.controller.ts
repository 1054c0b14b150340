import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  HttpCode,
  Post,
  UseGuards,
} from '@nestjs/common';
import { parts } from '../travel/parts.js';
import { upstreamModes } from '../upstreams/mode.js';
import { OwnPageGuard } from './own-page.guard.js';
import { Stage } from './stage.js';
import { StoryGuard } from './story.guard.js';

/** What happened, in a sentence for the one who pressed. */
interface Told {
  readonly message: string;
}

const told = {
  up: 'The upstreams are back.',
  slow: 'The upstreams take ten times as long.',
  failing: 'The upstreams say 503 to every call.',
  down: 'The upstreams cut every connection.',
  hung: 'The upstreams take every call and answer none.',
} as const;

/** The buttons. */
@Controller('control')
@UseGuards(OwnPageGuard, StoryGuard)
export class ControlsController {
  constructor(private readonly stage: Stage) {}

  @Post('stampede')
  @HttpCode(202)
  stampede(@Body() body: unknown): Told {
    const part = oneOf(parts, 'part', body);
    if (this.stage.isCrowded)
      throw new ConflictException(
        'A crowd is on its way already. Wait until everyone is answered.',
      );
    void this.stage.stampede(part);
    const visitors = this.stage.crowdSize.toLocaleString('en');
    return { message: `${visitors} visitors ask for ${part} at the same moment.` };
  }

  @Post('expire')
  @HttpCode(200)
  async expire(): Promise<Told> {
    await this.stage.expire();
    return {
      message: 'Trips and deals are stale now. What HTTP stores expires by its own headers.',
    };
  }

  @Post('invalidate')
  @HttpCode(200)
  async invalidate(@Body() body: unknown): Promise<Told> {
    const tag = oneOf(parts, 'tag', body);
    try {
      await this.stage.invalidate(tag);
    } catch {
      return {
        message: `Redis did not confirm: “${tag}” is gone here, and elsewhere once it does.`,
      };
    }
    return { message: `Everything tagged “${tag}” is gone; the next visitors get it anew.` };
  }

  @Post('upstream')
  @HttpCode(200)
  upstream(@Body() body: unknown): Told {
    const mode = oneOf(upstreamModes, 'mode', body);
    this.stage.mode = mode;
    return { message: told[mode] };
  }

  @Post('sameflight')
  @HttpCode(200)
  async sameflight(@Body() body: unknown): Promise<Told> {
    const isOn = oneOf([true, false], 'on', body);
    await this.stage.turn(isOn);
    return {
      message: isOn
        ? 'Sameflight is on.'
        : 'Sameflight is off: every request is a call of its own.',
    };
  }
}

function oneOf<Value>(allowed: readonly Value[], field: string, body: unknown): Value {
  const given: unknown = Object(body)[field];
  const value = allowed.find((one) => one === given);
  if (value !== undefined) return value;
  const choices = allowed.map((one) => JSON.stringify(one)).join(', ');
  throw new BadRequestException(
    `Send {"${field}": …} with one of ${choices}; got ${JSON.stringify(given) ?? 'nothing'}.`,
  );
}
