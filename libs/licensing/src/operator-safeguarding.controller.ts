import { Body, Controller, Get, Post, Put, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, Idempotent, publicId, toJsonMinor, wholeList } from '@app/kernel';
import { type SafeguardMove, SafeguardingService } from '@app/billing';
import { OperatorHostGuard } from './operator-host.guard.js';
import {
  MoveSafeguarded,
  SafeguardAccountList,
  SafeguardAccountView,
  SafeguardMoveList,
  SafeguardMoveView,
  SetSafeguardAccount,
} from './operator-safeguarding.dto.js';

@ApiTags('operator')
@Controller('v1/operator/treasury/safeguarding')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorSafeguardingController {
  constructor(private readonly safeguarding: SafeguardingService) {}

  @Get('accounts')
  @ApiOperation({ operationId: 'safeguarding.accounts', summary: 'Safeguarding accounts beside Stripe' })
  @ApiResponse({ status: 200, type: SafeguardAccountList })
  async accounts(@Ctx() ctx: Context): Promise<SafeguardAccountList> {
    return wholeList(await this.safeguarding.accounts(ctx));
  }

  @Put('accounts')
  @ApiOperation({ operationId: 'safeguarding.setAccount', summary: 'Name the safeguarding account of a currency' })
  @ApiResponse({ status: 200, type: SafeguardAccountView })
  setAccount(@Ctx() ctx: Context, @Body() body: SetSafeguardAccount): Promise<SafeguardAccountView> {
    return this.safeguarding.setAccount(ctx, body);
  }

  @Get('moves')
  @ApiOperation({ operationId: 'safeguarding.moves', summary: 'Money of callers that went there and back' })
  @ApiResponse({ status: 200, type: SafeguardMoveList })
  async moves(@Ctx() ctx: Context): Promise<SafeguardMoveList> {
    return wholeList((await this.safeguarding.list(ctx)).map(view));
  }

  @Post('moves')
  @Idempotent()
  @ApiOperation({
    operationId: 'safeguarding.move',
    summary: 'Move money of callers to the account, or back to Stripe',
  })
  @ApiResponse({ status: 201, type: SafeguardMoveView })
  async move(@Ctx() ctx: Context, @Body() body: MoveSafeguarded): Promise<SafeguardMoveView> {
    const { direction, amountMinor, currency, reason } = body;
    return view(await this.safeguarding.move(ctx, direction, BigInt(amountMinor), currency, reason));
  }
}

const view = (row: SafeguardMove): SafeguardMoveView => ({
  id: publicId('safeguardMove', row.id),
  direction: row.direction,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  account: row.account_name,
  status: row.status,
  failureCode: row.failure_code,
  createdAt: row.created_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
});
