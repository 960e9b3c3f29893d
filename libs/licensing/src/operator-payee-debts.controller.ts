import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, type Page, PageQuery, recordOperatorAudit } from '@app/kernel';
import { PayeeDebtDesk, PayeeDebtPage, PayeeDebtView, WriteOffDebt } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import { OperatorHostGuard } from './operator-host.guard.js';
import { OperatorTenant } from './operator-tenant.js';

const Licensee = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the licensee' });

/** Where the operator sells the calls of a licensee, what advisors do not pay back is its loss. */
@ApiTags('operator')
@Controller('v1/operator/licensees/:id/payee-debts')
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class OperatorPayeeDebtsController {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
    private readonly desk: PayeeDebtDesk,
  ) {}

  @Get()
  @Licensee()
  @ApiOperation({ operationId: 'payeeDebts.listOf', summary: 'What advisors of a licensee owe' })
  @ApiResponse({ status: 200, type: PayeeDebtPage })
  async list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<PayeeDebtView>> {
    return this.desk.list(await this.licensees.operatorContext(ctx, id), query);
  }

  @Post(':debtId/write-off')
  @Licensee()
  @Idempotent()
  @HttpCode(200)
  @ApiParam({ name: 'debtId', description: 'Id of the debt' })
  @ApiOperation({ operationId: 'payeeDebts.writeOffOf', summary: 'Give up a part of a debt that the operator bears' })
  @ApiResponse({ status: 200, type: PayeeDebtView })
  async writeOff(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('debtId', IdPipe('payeeDebt')) debtId: string,
    @Body() body: WriteOffDebt,
  ): Promise<PayeeDebtView> {
    const operatorId = await this.operator.id();
    return this.desk.writeOff(await this.licensees.operatorContext(ctx, id), debtId, body, 'operator', (tx, entry) =>
      recordOperatorAudit(tx, operatorId, entry),
    );
  }
}
