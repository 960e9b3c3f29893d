import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { SetSpendingLimits, SpendingLimitsView } from './spending-limits.dto.js';
import { SpendingLimits } from './spending-limits.service.js';

@ApiTags('wallet')
@Controller('v1/wallet/spending-limits')
@Allow('end_user')
export class SpendingLimitsController {
  constructor(private readonly limits: SpendingLimits) {}

  @Get()
  @ApiOperation({ operationId: 'spendingLimits.show', summary: 'Your own limits, and what of them is used' })
  @ApiResponse({ status: 200, type: SpendingLimitsView })
  show(@Ctx() ctx: Context): Promise<SpendingLimitsView> {
    return this.limits.show(ctx);
  }

  @Put()
  @ApiOperation({
    operationId: 'spendingLimits.set',
    summary: 'Set your own limits: stricter at once, looser after 24 hours',
  })
  @ApiResponse({ status: 200, type: SpendingLimitsView })
  set(@Ctx() ctx: Context, @Body() body: SetSpendingLimits): Promise<SpendingLimitsView> {
    return this.limits.set(ctx, body);
  }
}
