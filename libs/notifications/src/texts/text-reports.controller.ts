import { Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type RequestWithContext } from '@app/kernel';
import { TextReports } from './text-reports.service.js';

/** What the provider of texts tells, on the host of the licensee whose text it was. */
@ApiExcludeController()
@Controller('webhooks/texts')
export class TextReportsController {
  constructor(private readonly reports: TextReports) {}

  @Post(':id')
  @Allow('signature')
  @HttpCode(204)
  receive(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('text')) id: string,
    @Req() request: RequestWithContext,
    @Headers('x-twilio-signature') signature?: string,
  ): Promise<void> {
    return this.reports.receive(ctx, id, request.rawBody, signature);
  }
}
