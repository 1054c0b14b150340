import type { IncomingMessage } from 'node:http';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';

interface Asked extends IncomingMessage {
  is(type: string): unknown;
}

/** Lets in the page itself and what is no browser, but no page of another site: any can send a form here. */
export class OwnPageGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Asked>();
    if (!isOwn(request)) throw new ForbiddenException('No other page may press these buttons.');
    if (!request.is('application/json'))
      throw new UnsupportedMediaTypeException('Send JSON, as application/json.');
    return true;
  }
}

/** Browsers say where a request comes from; over plain HTTP some tell no more than its origin. */
function isOwn({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}
