import type { ServerResponse } from 'node:http';
import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  HttpException,
  NotFoundException,
} from '@nestjs/common';
import { FlightTimeoutError } from '@sameflight/core';

/** Says in one sentence what went wrong. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    if (response.headersSent) return void response.destroy();
    const { url } = host.switchToHttp().getRequest<{ url: string }>();
    response.writeHead(statusOf(error), { 'content-type': 'application/json; charset=utf-8' });
    response.end(`${JSON.stringify({ message: sentenceOf(error, url) })}\n`);
  }
}

/** What is no answer of ours comes from an upstream. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof FlightTimeoutError ? 504 : 502;
}

function sentenceOf(error: unknown, url: string): string {
  if (error instanceof NotFoundException) return `There is nothing at ${url}. The page is at /.`;
  if (error instanceof BadRequestException && error.message.includes('JSON'))
    return `The body is no JSON: ${error.message}.`;
  if (error instanceof HttpException) return error.message;
  return `The upstream failed: ${error instanceof Error ? error.message : String(error)}.`;
}
