import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope } from '@app/kernel';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookDeliveriesQuery, WebhookDeliveryDetailView, WebhookDeliveryList } from './webhooks.dto.js';

@ApiTags('webhooks')
@Controller('v1')
@Allow('owner', 'admin')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  @Get('webhook-deliveries')
  @KeyScope('webhooks:read')
  @ApiOperation({ operationId: 'webhookDeliveries.list', summary: 'What was sent, newest first' })
  @ApiResponse({ status: 200, type: WebhookDeliveryList })
  list(@Ctx() ctx: Context, @Query() query: WebhookDeliveriesQuery): Promise<WebhookDeliveryList> {
    return this.deliveries.list(ctx, query);
  }

  @Get('webhook-deliveries/:id')
  @KeyScope('webhooks:read')
  @ApiOperation({ operationId: 'webhookDeliveries.show', summary: 'One message with its body and every try' })
  @ApiResponse({ status: 200, type: WebhookDeliveryDetailView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('webhookDelivery')) id: string): Promise<WebhookDeliveryDetailView> {
    return this.deliveries.show(ctx, id);
  }

  @Post('webhook-deliveries/:id/resend')
  @KeyScope('webhooks:write')
  @HttpCode(200)
  @ApiOperation({ operationId: 'webhookDeliveries.resend', summary: 'Send one again, now' })
  @ApiResponse({ status: 200, type: WebhookDeliveryDetailView })
  resend(@Ctx() ctx: Context, @Param('id', IdPipe('webhookDelivery')) id: string): Promise<WebhookDeliveryDetailView> {
    return this.deliveries.resend(ctx, id);
  }
}
