import { type CanActivate, ConflictException, Injectable } from '@nestjs/common';
import { Stage } from './stage.js';

/** Holds the buttons still while the story is played: it counts what they would change. */
@Injectable()
export class StoryGuard implements CanActivate {
  constructor(private readonly stage: Stage) {}

  canActivate(): boolean {
    if (this.stage.act === '') return true;
    throw new ConflictException('The story is being played. The buttons work when it is over.');
  }
}
