import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits, WordPipe } from '@app/kernel';
import { WEBHOOK_ENDPOINTS, type WebhookEndpoint } from '../stripe/stripe-context.js';
import { PlatformKeys } from './platform-keys.service.js';
import { SetStripeKey, SetWebhookSecret, StripePlatformView } from './platforms.dto.js';
import { PlatformsService } from './platforms.service.js';

@ApiTags('payouts')
@Controller('v1/staff/stripe')
export class PlatformsController {
  constructor(
    private readonly platforms: PlatformsService,
    private readonly keys: PlatformKeys,
  ) {}

  @Get()
  @Allow('owner', 'finance')
  @ApiOperation({ operationId: 'platforms.show', summary: 'Where payments go, and your own account at Stripe' })
  @ApiResponse({ status: 200, type: StripePlatformView })
  show(@Ctx() ctx: Context): Promise<StripePlatformView> {
    return this.platforms.show(ctx);
  }

  @Put('key')
  @Allow('owner')
  @RateLimits({ name: 'stripe-key', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'platforms.connect', summary: 'Give the key of your account at Stripe, or a new one' })
  @ApiResponse({ status: 200, type: StripePlatformView })
  connect(@Ctx() ctx: Context, @Body() { secretKey }: SetStripeKey): Promise<StripePlatformView> {
    return this.keys.connect(ctx, secretKey);
  }

  @Put('webhooks/:endpoint')
  @Allow('owner')
  @RateLimits({ name: 'stripe-webhook-secret', points: 60, perSeconds: 3600, by: 'person' })
  @ApiParam({ name: 'endpoint', description: 'Which of the three', enum: WEBHOOK_ENDPOINTS })
  @ApiOperation({
    operationId: 'platforms.setWebhookSecret',
    summary: 'Give the signing secret of an endpoint, or a new one',
  })
  @ApiResponse({ status: 200, type: StripePlatformView })
  setWebhookSecret(
    @Ctx() ctx: Context,
    @Param('endpoint', WordPipe(WEBHOOK_ENDPOINTS)) endpoint: WebhookEndpoint,
    @Body() { secret }: SetWebhookSecret,
  ): Promise<StripePlatformView> {
    return this.keys.setWebhookSecret(ctx, endpoint, secret);
  }
}
