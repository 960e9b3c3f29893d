import { Body, Controller, Delete, Get, HttpCode, Patch } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { ChangePricingRequest, PricingView } from './pricing.dto.js';
import { PricingService } from './pricing.service.js';

@ApiTags('pricing')
@Controller('v1/staff/pricing')
export class PricingController {
  constructor(private readonly pricing: PricingService) {}

  @Get()
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'pricing.show', summary: 'The pricing rules in force, and the planned change' })
  @ApiOkResponse({ type: PricingView })
  show(@Ctx() ctx: Context): Promise<PricingView> {
    return this.pricing.show(ctx);
  }

  @Patch()
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'pricing.change', summary: 'Change pricing rules now, or plan it' })
  @ApiOkResponse({ type: PricingView })
  change(@Ctx() ctx: Context, @Body() body: ChangePricingRequest): Promise<PricingView> {
    return this.pricing.change(ctx, body);
  }

  @Delete('planned')
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'pricing.cancelPlanned', summary: 'Cancel the planned change' })
  @ApiNoContentResponse({ description: 'Cancelled' })
  cancelPlanned(@Ctx() ctx: Context): Promise<void> {
    return this.pricing.cancelPlanned(ctx);
  }
}
