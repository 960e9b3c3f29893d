import { Body, Controller, Get, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, Idempotent, PageQuery, publicId, toJsonMinor, wholeList } from '@app/kernel';
import {
  type Coverage,
  type OperatorPayout,
  PayoutScheduleService,
  type SaidSchedule,
  TreasuryService,
} from '@app/billing';
import { OperatorHostGuard } from './operator-host.guard.js';
import {
  AgeClockPage,
  CoverageList,
  type CoverageView,
  OperatorPayoutList,
  OperatorPayoutView,
  PayOutOperator,
  PayoutScheduleView,
} from './operator-treasury.dto.js';
import { OperatorTreasuryService } from './operator-treasury.service.js';

@ApiTags('operator')
@Controller('v1/operator')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorTreasuryController {
  constructor(
    private readonly treasury: TreasuryService,
    private readonly schedules: PayoutScheduleService,
    private readonly all: OperatorTreasuryService,
  ) {}

  @Get('treasury')
  @ApiOperation({ operationId: 'treasury.coverage', summary: 'What lies at Stripe, and whose it is' })
  @ApiResponse({ status: 200, type: CoverageList })
  async coverage(): Promise<CoverageList> {
    return wholeList((await this.treasury.coverage()).map(coverageView));
  }

  @Get('treasury/ages')
  @ApiOperation({ operationId: 'treasury.ages', summary: 'How long unspent money of callers has lain, per licensee' })
  @ApiResponse({ status: 200, type: AgeClockPage })
  ages(@Query() query: PageQuery): Promise<AgeClockPage> {
    return this.all.ages(query);
  }

  @Get('treasury/payout-schedule')
  @ApiOperation({ operationId: 'treasury.schedule', summary: 'Whether Stripe pays out by itself, as it said last' })
  @ApiResponse({ status: 200, type: PayoutScheduleView })
  async schedule(): Promise<PayoutScheduleView> {
    return scheduleView(await this.schedules.latest());
  }

  @Get('payouts')
  @ApiOperation({ operationId: 'treasury.list', summary: "Payouts to the operator's own bank" })
  @ApiResponse({ status: 200, type: OperatorPayoutList })
  async list(@Ctx() ctx: Context): Promise<OperatorPayoutList> {
    return wholeList((await this.treasury.list(ctx)).map(payoutView));
  }

  @Post('payouts')
  @Idempotent()
  @ApiOperation({ operationId: 'treasury.payOut', summary: "Send a surplus to the operator's own bank" })
  @ApiResponse({ status: 201, type: OperatorPayoutView })
  async payOut(@Ctx() ctx: Context, @Body() body: PayOutOperator): Promise<OperatorPayoutView> {
    return payoutView(await this.treasury.payOut(ctx, BigInt(body.amountMinor), body.currency, body.reason));
  }
}

const coverageView = (one: Coverage): CoverageView => ({
  currency: one.currency,
  atStripeMinor: toJsonMinor(one.atStripeMinor),
  reservedMinor: toJsonMinor(one.reservedMinor),
  safeguardedMinor: toJsonMinor(one.safeguardedMinor),
  walletsMinor: toJsonMinor(one.walletsMinor),
  advisorsMinor: toJsonMinor(one.advisorsMinor),
  licenseesMinor: toJsonMinor(one.licenseesMinor),
  taxMinor: toJsonMinor(one.taxMinor),
  underWayMinor: toJsonMinor(one.underWayMinor),
  floorMinor: toJsonMinor(one.floorMinor),
  surplusMinor: toJsonMinor(one.surplusMinor),
  aged: one.aged.map(({ days, amountMinor, wallets }) => ({ days, amountMinor: toJsonMinor(amountMinor), wallets })),
});

const scheduleView = (said: SaidSchedule | undefined): PayoutScheduleView => ({
  schedule: said?.schedule ?? null,
  isManual: said?.schedule === 'manual',
  saidAt: said?.saidAt.toISOString() ?? null,
  floors: Object.entries(said?.floors ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([currency, minor]) => ({ currency, floorMinor: toJsonMinor(minor) })),
});

const payoutView = (row: OperatorPayout): OperatorPayoutView => ({
  id: publicId('operatorPayout', row.id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  status: row.status,
  isAutomatic: row.requested_by === null,
  failureCode: row.failure_code,
  createdAt: row.created_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
});
