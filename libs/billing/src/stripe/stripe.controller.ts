import { Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, AnyHost, type RequestWithContext } from '@app/kernel';
import { StripeEventsService } from './stripe-events.service.js';

@ApiExcludeController()
@Controller('webhooks/stripe')
@AnyHost()
export class StripeController {
  constructor(private readonly events: StripeEventsService) {}

  /** Events of our own account. */
  @Post(':context/platform')
  @Allow('signature')
  @HttpCode(200)
  receive(
    @Param('context') context: string,
    @Req() request: RequestWithContext,
    @Headers('stripe-signature') signature?: string,
  ): Promise<{ received: true }> {
    return this.events.receive(context, 'platform', request.rawBody, signature);
  }

  /** Events of connected accounts: the same kind of event, with the account that it happened on. */
  @Post(':context/connect')
  @Allow('signature')
  @HttpCode(200)
  receiveConnect(
    @Param('context') context: string,
    @Req() request: RequestWithContext,
    @Headers('stripe-signature') signature?: string,
  ): Promise<{ received: true }> {
    return this.events.receive(context, 'connect', request.rawBody, signature);
  }

  /** Thin events, which carry no object: those of Accounts v2. */
  @Post(':context/thin')
  @Allow('signature')
  @HttpCode(200)
  receiveThin(
    @Param('context') context: string,
    @Req() request: RequestWithContext,
    @Headers('stripe-signature') signature?: string,
  ): Promise<{ received: true }> {
    return this.events.receive(context, 'thin', request.rawBody, signature);
  }
}
