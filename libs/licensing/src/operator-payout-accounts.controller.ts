import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, IdPipe, NotFound, type Page, systemContext } from '@app/kernel';
import { ConnectAccountsService, PayoutAccountList, PayoutAccountsQuery, type PayoutAccountView } from '@app/billing';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorReads } from './operator-reads.js';

@ApiTags('operator')
@Controller('v1/operator/licensees/:id/payout-accounts')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorPayoutAccountsController {
  constructor(
    private readonly accounts: ConnectAccountsService,
    private readonly reads: OperatorReads,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'operatorPayoutAccounts.list',
    summary: 'Accounts at Stripe of a licensee and its advisors, and what keeps them from being paid',
  })
  @ApiParam({ name: 'id', description: 'Id of the licensee' })
  @ApiResponse({ status: 200, type: PayoutAccountList })
  async list(
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PayoutAccountsQuery,
  ): Promise<Page<PayoutAccountView>> {
    const [licensee] = await this.reads.query('select 1 from app.licensee where id = $1', [id]);
    if (!licensee) throw new NotFound();
    return this.accounts.list(systemContext(id, 'operator.payout_accounts'), query);
  }
}
