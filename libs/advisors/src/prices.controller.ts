import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { OwnPricesResponse, PricesDto } from './prices.dto.js';
import { PricesService } from './prices.service.js';

@ApiTags('advisors')
@Controller('v1/advisors/me/prices')
export class PricesController {
  constructor(private readonly prices: PricesService) {}

  @Get()
  @Allow('advisor')
  @ApiOperation({ operationId: 'prices.showMine', summary: 'Your sessions, tiers, hours and free minutes' })
  @ApiOkResponse({ type: OwnPricesResponse })
  showMine(@Ctx() ctx: Context): Promise<OwnPricesResponse> {
    return this.prices.showMine(ctx);
  }

  @Put()
  @Allow('advisor')
  @ApiOperation({ operationId: 'prices.replaceMine', summary: 'Set your sessions, tiers, hours and free minutes' })
  @ApiOkResponse({ type: OwnPricesResponse })
  replaceMine(@Ctx() ctx: Context, @Body() body: PricesDto): Promise<OwnPricesResponse> {
    return this.prices.replaceMine(ctx, body);
  }
}
