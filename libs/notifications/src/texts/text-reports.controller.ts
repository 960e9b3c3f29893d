import { Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow, AnyHost, type RequestWithContext } from '@app/kernel';
import { TextReports } from './text-reports.service.js';

/** What the provider of texts tells. */
@ApiExcludeController()
@Controller('webhooks/texts')
@AnyHost()
export class TextReportsController {
  constructor(private readonly reports: TextReports) {}

  @Post(':licensee/:id')
  @Allow('signature')
  @HttpCode(204)
  receive(
    @Req() request: FastifyRequest & RequestWithContext,
    @Param('licensee') licensee: string,
    @Param('id') id: string,
    @Headers('x-twilio-signature') signature?: string,
  ): Promise<void> {
    return this.reports.receive({ host: request.hostname, licensee, id }, request.rawBody, signature);
  }
}
