import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type RequestWithContext, log } from '@app/kernel';
import { ApiAccessLog } from './api-access-log.service.js';

/**
 * Writes each request with a known key into the access log before it is answered, refused ones too: who has the answer finds the line. A log that cannot be
 * written does not hold back the answer. In the worker there is no server, and nothing to write.
 */
@Injectable()
export class ApiAccessHook implements OnModuleInit {
  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly accesses: ApiAccessLog,
  ) {}

  onModuleInit(): void {
    const adapter = this.adapters.httpAdapter as FastifyAdapter | undefined;
    adapter?.getInstance().addHook('onSend', (request, reply) => this.write(request, reply));
  }

  private async write(request: FastifyRequest & RequestWithContext, reply: FastifyReply): Promise<void> {
    if (!request.apiKey) return;
    try {
      await this.accesses.record({
        ...request.apiKey,
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        requestId: String(request.id),
        durationMs: Math.round(reply.elapsedTime),
        ip: request.ctx?.ip ?? null,
      });
    } catch (error) {
      log.error({ err: error, requestId: request.id }, 'a request with a key is not in the access log');
    }
  }
}
