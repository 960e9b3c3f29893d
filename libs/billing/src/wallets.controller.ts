import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, Idempotent, KeyScope, asCsv } from '@app/kernel';
import { CreditView, GrantCredit, LedgerCheckView, StatementQuery, StatementView, WalletView } from './wallets.dto.js';
import { WalletsService } from './wallets.service.js';

@ApiTags('wallet')
@Controller('v1')
export class WalletsController {
  constructor(private readonly wallets: WalletsService) {}

  @Get('wallet')
  @Allow('end_user')
  @ApiOperation({ operationId: 'wallets.show', summary: 'Every part of the balance' })
  @ApiResponse({ status: 200, type: WalletView })
  show(@Ctx() ctx: Context): Promise<WalletView> {
    return this.wallets.show(ctx);
  }

  @Get('wallet/statement')
  @Allow('end_user')
  @ApiOperation({ operationId: 'wallets.statement', summary: 'Statement with running balance, as pages or as CSV' })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: StatementView })
  async statement(
    @Ctx() ctx: Context,
    @Query() query: StatementQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementView | string> {
    if (query.format === 'json') return this.wallets.statement(ctx, query);
    return asCsv(reply, 'statement', await this.wallets.statementCsv(ctx, query));
  }

  @Post('staff/people/:id/credits')
  @Allow('owner', 'admin', 'finance')
  @KeyScope('wallets:write')
  @Idempotent()
  @ApiOperation({ operationId: 'wallets.grantCredit', summary: 'Give promo credit to an end user' })
  @ApiResponse({ status: 201, type: CreditView })
  grantCredit(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) personId: string,
    @Body() body: GrantCredit,
  ): Promise<CreditView> {
    return this.wallets.grantCredit(ctx, personId, body);
  }

  @Get('staff/ledger/check')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'wallets.checkLedger', summary: 'Check every invariant of the books' })
  @ApiResponse({ status: 200, type: LedgerCheckView })
  checkLedger(@Ctx() ctx: Context): Promise<LedgerCheckView> {
    return this.wallets.checkLedger(ctx);
  }
}
