import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { SetStandardTaxRate, StandardTaxRateList, TaxRatesService } from '@app/licensees';
import { OperatorHostGuard } from './operator-host.guard.js';

@ApiTags('operator')
@Controller('v1/operator/tax-rates')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorTaxRatesController {
  constructor(private readonly rates: TaxRatesService) {}

  @Get()
  @ApiOperation({ operationId: 'standardTaxRates.list', summary: 'Rates of tax by country and day' })
  @ApiResponse({ status: 200, type: StandardTaxRateList })
  list(): Promise<StandardTaxRateList> {
    return this.rates.listStandard();
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'standardTaxRates.set', summary: "Set a country's rate from a day on" })
  @ApiResponse({ status: 200, type: StandardTaxRateList })
  set(@Ctx() ctx: Context, @Body() body: SetStandardTaxRate): Promise<StandardTaxRateList> {
    return this.rates.setStandard(ctx, body);
  }
}
