import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, ForbiddenException } from '@nestjs/common';
import { isLoopback } from './loopback.js';

/**
 * Refuses what comes over loopback under another name than this machine's own.
 * Any site can let its own name lead here, and its pages could then read the answers (DNS rebinding).
 */
export class HostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers, socket } = context.switchToHttp().getRequest<IncomingMessage>();
    if (!isLoopback(socket.localAddress) || isOwnName(headers.host)) return true;
    throw new ForbiddenException('Ask for localhost: any other name can be a trick.');
  }
}

function isOwnName(host = ''): boolean {
  const name = host.replace(/:\d*$/, '');
  return name === 'localhost' || isLoopback(name.replace(/^\[(.*)\]$/, '$1'));
}
