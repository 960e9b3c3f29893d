import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery, asCsv } from '@app/kernel';
import {
  AccountEntryPage,
  type AccountEntryView,
  AccountTotalList,
  type AccountTotalView,
  AccountsQuery,
  LedgerAccountView,
  LedgerExport,
  LedgerExportView,
  LedgerFilter,
  LedgerTransactionPage,
  LedgerTransactionView,
} from './ledger-explorer.dto.js';
import { LedgerExplorerService } from './ledger-explorer.service.js';

@ApiTags('ledger')
@Controller('v1/staff/ledger')
@Allow('owner', 'admin', 'finance')
export class LedgerExplorerController {
  constructor(private readonly explorer: LedgerExplorerService) {}

  @Get('transactions')
  @ApiOperation({ operationId: 'ledgerExplorer.list', summary: 'Transactions with their entries' })
  @ApiResponse({ status: 200, type: LedgerTransactionPage })
  list(@Ctx() ctx: Context, @Query() query: LedgerFilter): Promise<Page<LedgerTransactionView>> {
    return this.explorer.list(ctx, query);
  }

  @Get('transactions/:id')
  @ApiOperation({ operationId: 'ledgerExplorer.show', summary: 'One transaction' })
  @ApiParam({ name: 'id', description: 'Id of the transaction' })
  @ApiResponse({ status: 200, type: LedgerTransactionView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('transaction')) id: string): Promise<LedgerTransactionView> {
    return this.explorer.show(ctx, id);
  }

  @Get('export')
  @ApiOperation({
    operationId: 'ledgerExplorer.export',
    summary: 'Transactions as a file, one line per entry, at most 100,000',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: LedgerExportView })
  async export(
    @Ctx() ctx: Context,
    @Query() query: LedgerExport,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LedgerExportView | string> {
    if (query.format === 'json') return this.explorer.export(ctx, query);
    return asCsv(reply, 'ledger', await this.explorer.exportCsv(ctx, query));
  }

  @Get('accounts')
  @ApiOperation({ operationId: 'ledgerExplorer.accounts', summary: 'Every kind of account with its total' })
  @ApiResponse({ status: 200, type: AccountTotalList })
  accounts(@Ctx() ctx: Context, @Query() query: AccountsQuery): Promise<Page<AccountTotalView>> {
    return this.explorer.accounts(ctx, query);
  }

  @Get('accounts/:id')
  @ApiOperation({ operationId: 'ledgerExplorer.account', summary: 'One account and its balance' })
  @ApiParam({ name: 'id', description: 'Id of the account' })
  @ApiResponse({ status: 200, type: LedgerAccountView })
  account(@Ctx() ctx: Context, @Param('id', IdPipe('account')) id: string): Promise<LedgerAccountView> {
    return this.explorer.account(ctx, id);
  }

  @Get('accounts/:id/entries')
  @ApiOperation({ operationId: 'ledgerExplorer.accountEntries', summary: 'Entries of an account, running balance' })
  @ApiParam({ name: 'id', description: 'Id of the account' })
  @ApiResponse({ status: 200, type: AccountEntryPage })
  accountEntries(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('account')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<AccountEntryView>> {
    return this.explorer.accountEntries(ctx, id, query);
  }
}
