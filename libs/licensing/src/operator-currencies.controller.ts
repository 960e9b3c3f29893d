import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, Idempotent, publicId, toJsonMinor, wholeList } from '@app/kernel';
import { type FxPosition, FxPositions, OPERATOR_CONTEXT } from '@app/billing';
import {
  FxPositionList,
  type FxPositionView,
  ValueCurrencies,
  ValuedCurrenciesView,
} from './operator-currencies.dto.js';
import { OperatorHostGuard } from './operator-host.guard.js';

@ApiTags('operator')
@Controller('v1/operator/treasury/currencies')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorCurrenciesController {
  constructor(private readonly fx: FxPositions) {}

  @Get()
  @ApiOperation({
    operationId: 'treasury.currencies',
    summary: 'Positions between currencies, and what they are worth',
  })
  @ApiResponse({ status: 200, type: FxPositionList })
  async list(): Promise<FxPositionList> {
    return wholeList((await this.fx.positions()).map(view));
  }

  @Post('valuations')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'treasury.valueCurrencies',
    summary: 'Value the positions of a month that is over, once; the first of each month does it by itself',
  })
  @ApiResponse({ status: 200, type: ValuedCurrenciesView })
  async value(@Ctx() ctx: Context, @Body() { month }: ValueCurrencies): Promise<ValuedCurrenciesView> {
    return { month, ...(await this.fx.value(ctx, `${month}-01`)) };
  }
}

const minorOrNull = (amount: bigint | null): number | null => (amount === null ? null : toJsonMinor(amount));

const view = (one: FxPosition): FxPositionView => ({
  context: one.context === OPERATOR_CONTEXT.name ? one.context : publicId('licensee', one.context),
  currency: one.currency,
  settledIn: one.settledIn,
  shortMinor: toJsonMinor(one.shortMinor),
  longMinor: toJsonMinor(one.longMinor),
  rate: one.rate && {
    ownMinor: toJsonMinor(one.rate.ownMinor),
    settledMinor: toJsonMinor(one.rate.settledMinor),
    at: one.rate.at.toISOString(),
  },
  valueMinor: minorOrNull(one.valueMinor),
  resultMinor: minorOrNull(one.resultMinor),
  valuedThrough: one.valuedThrough?.slice(0, 7) ?? null,
});
