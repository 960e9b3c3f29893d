import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, type Page, PageQuery } from '@app/kernel';
import { PayeeDebtDesk } from './payee-debt-desk.service.js';
import { PayeeDebtPage, PayeeDebtView, WriteOffDebt } from './payee-debts.dto.js';

@ApiTags('payouts')
@Controller('v1/staff/payee-debts')
export class PayeeDebtsController {
  constructor(private readonly desk: PayeeDebtDesk) {}

  @Get()
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'payeeDebts.list', summary: 'What advisors owe of earnings that were paid out' })
  @ApiResponse({ status: 200, type: PayeeDebtPage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<PayeeDebtView>> {
    return this.desk.list(ctx, query);
  }

  @Post(':id/write-off')
  @Allow('owner', 'finance')
  @Idempotent()
  @HttpCode(200)
  @ApiParam({ name: 'id', description: 'Id of the debt' })
  @ApiOperation({ operationId: 'payeeDebts.writeOff', summary: 'Give up a part of a debt, at your own cost' })
  @ApiResponse({ status: 200, type: PayeeDebtView })
  writeOff(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('payeeDebt')) id: string,
    @Body() body: WriteOffDebt,
  ): Promise<PayeeDebtView> {
    return this.desk.writeOff(ctx, id, body, 'licensee');
  }
}
