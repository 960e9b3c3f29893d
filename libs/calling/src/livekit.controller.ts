import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, AnyHost, type RequestWithContext } from '@app/kernel';
import { MediaEventsService } from './media-events.service.js';

@ApiExcludeController()
@Controller('webhooks/livekit')
@AnyHost()
export class LiveKitController {
  constructor(private readonly events: MediaEventsService) {}

  @Post()
  @Allow('signature')
  @HttpCode(200)
  receive(
    @Req() request: RequestWithContext,
    @Headers('authorization') authorization?: string,
  ): Promise<{ received: true }> {
    return this.events.receive(request.rawBody ?? (request as { body?: Buffer }).body, authorization);
  }
}
