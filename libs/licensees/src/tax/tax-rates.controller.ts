import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { SetTaxRate, TaxRateList } from './tax-rates.dto.js';
import { TaxRatesService } from './tax-rates.service.js';

@ApiTags('pricing')
@Controller('v1/staff/tax-rates')
export class TaxRatesController {
  constructor(private readonly rates: TaxRatesService) {}

  @Get()
  @Allow('owner', 'admin', 'finance', 'analyst')
  @ApiOperation({ operationId: 'taxRates.list', summary: 'Rates of tax by country, with your own' })
  @ApiResponse({ status: 200, type: TaxRateList })
  list(@Ctx() ctx: Context): Promise<TaxRateList> {
    return this.rates.list(ctx);
  }

  @Post()
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'taxRates.set', summary: 'Set a rate of your own for a country, from a day on' })
  @ApiResponse({ status: 200, type: TaxRateList })
  set(@Ctx() ctx: Context, @Body() body: SetTaxRate): Promise<TaxRateList> {
    return this.rates.set(ctx, body);
  }
}
