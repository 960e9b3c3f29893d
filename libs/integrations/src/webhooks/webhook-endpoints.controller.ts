import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, RateLimits, WithoutOperator } from '@app/kernel';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookRecovery } from './webhook-recovery.service.js';
import {
  ChangeWebhookEndpoint,
  CreateWebhookEndpoint,
  RecoverDeliveries,
  RecoveredView,
  SendExample,
  WebhookDeliveryDetailView,
  WebhookEndpointList,
  WebhookEndpointView,
  WebhookSecretView,
} from './webhooks.dto.js';

/** The operator at work in a tenant may look, try and take away, and leaves nothing behind that goes on telling: who is told of what is the licensee's own. */
@ApiTags('webhooks')
@Controller('v1')
@Allow('owner', 'admin')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpointsService,
    private readonly deliveries: WebhookDeliveriesService,
    private readonly recovery: WebhookRecovery,
  ) {}

  @Get('webhook-endpoints')
  @KeyScope('webhooks:read')
  @ApiOperation({ operationId: 'webhookEndpoints.list', summary: 'Every endpoint with its health' })
  @ApiResponse({ status: 200, type: WebhookEndpointList })
  list(@Ctx() ctx: Context): Promise<WebhookEndpointList> {
    return this.endpoints.list(ctx);
  }

  @Post('webhook-endpoints')
  @WithoutOperator()
  @KeyScope('webhooks:write')
  @RateLimits({ name: 'webhook_endpoint', points: 30, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'webhookEndpoints.create',
    summary: 'Have events sent to an address',
    description:
      'By Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature`, HMAC-SHA256 with the secret that only this answer holds. Ten tries over about three days; 3xx is a failure, 410 disables the endpoint.',
  })
  @ApiResponse({ status: 201, type: WebhookSecretView })
  create(@Ctx() ctx: Context, @Body() body: CreateWebhookEndpoint): Promise<WebhookSecretView> {
    return this.endpoints.create(ctx, body);
  }

  @Get('webhook-endpoints/:id')
  @KeyScope('webhooks:read')
  @ApiOperation({ operationId: 'webhookEndpoints.show', summary: 'One endpoint' })
  @ApiResponse({ status: 200, type: WebhookEndpointView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('webhookEndpoint')) id: string): Promise<WebhookEndpointView> {
    return this.endpoints.show(ctx, id);
  }

  @Patch('webhook-endpoints/:id')
  @WithoutOperator()
  @KeyScope('webhooks:write')
  @ApiOperation({ operationId: 'webhookEndpoints.change', summary: 'Change an endpoint, switch it off or on' })
  @ApiResponse({ status: 200, type: WebhookEndpointView })
  change(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('webhookEndpoint')) id: string,
    @Body() body: ChangeWebhookEndpoint,
  ): Promise<WebhookEndpointView> {
    return this.endpoints.change(ctx, id, body);
  }

  @Delete('webhook-endpoints/:id')
  @KeyScope('webhooks:write')
  @HttpCode(204)
  @ApiOperation({ operationId: 'webhookEndpoints.delete', summary: 'Delete an endpoint' })
  @ApiResponse({ status: 204, description: 'Gone' })
  delete(@Ctx() ctx: Context, @Param('id', IdPipe('webhookEndpoint')) id: string): Promise<void> {
    return this.endpoints.delete(ctx, id);
  }

  @Post('webhook-endpoints/:id/rotate-secret')
  @WithoutOperator()
  @KeyScope('webhooks:write')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'webhookEndpoints.rotateSecret',
    summary: 'A new secret; the one before signs for 24 hours more',
  })
  @ApiResponse({ status: 200, type: WebhookSecretView })
  rotateSecret(@Ctx() ctx: Context, @Param('id', IdPipe('webhookEndpoint')) id: string): Promise<WebhookSecretView> {
    return this.endpoints.rotateSecret(ctx, id);
  }

  @Post('webhook-endpoints/:id/examples')
  @KeyScope('webhooks:write')
  @RateLimits({ name: 'webhook_example', points: 60, perSeconds: 60, by: 'person' })
  @ApiOperation({ operationId: 'webhookEndpoints.sendExample', summary: 'Send an example of a type; it is tried once' })
  @ApiResponse({ status: 201, type: WebhookDeliveryDetailView })
  sendExample(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('webhookEndpoint')) id: string,
    @Body() body: SendExample,
  ): Promise<WebhookDeliveryDetailView> {
    return this.deliveries.sendExample(ctx, id, body.type);
  }

  @Post('webhook-endpoints/:id/recover')
  @WithoutOperator()
  @KeyScope('webhooks:write')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'webhookEndpoints.recover',
    summary: 'Send again what did not arrive in a time, or all of it',
  })
  @ApiResponse({ status: 200, type: RecoveredView })
  recover(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('webhookEndpoint')) id: string,
    @Body() body: RecoverDeliveries,
  ): Promise<RecoveredView> {
    return this.recovery.recover(ctx, id, body);
  }
}
