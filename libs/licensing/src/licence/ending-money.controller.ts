import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  HandPaymentList,
  HandPaymentView,
  PayByHand,
  UnreturnedList,
  UnreturnedMoney,
  type UnreturnedView,
} from '@app/billing';
import { Allow, type Context, Ctx, IdPipe, Idempotent, type Page, PageQuery } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { OperatorHostGuard } from '../operator-host.guard.js';
import { SentBackView } from './ending-money.dto.js';
import { EndingMoney } from './ending-money.service.js';

const Person = (): MethodDecorator => ApiParam({ name: 'personId', description: 'Id of the end user' });

/** Money that no card took back at the end of a licence, for the operator: ids and amounts, no names [A22]. */
@ApiTags('operator')
@Controller('v1/operator/licensees/:id/licence/ending')
@ApiParam({ name: 'id', description: 'Id of the licensee' })
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class EndingMoneyController {
  constructor(
    private readonly licensees: LicenseesService,
    private readonly unreturned: UnreturnedMoney,
    private readonly money: EndingMoney,
  ) {}

  @Get('unreturned')
  @ApiOperation({ operationId: 'unreturned.listOf', summary: 'End users who still have money there, and why' })
  @ApiResponse({ status: 200, type: UnreturnedList })
  async list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<UnreturnedView>> {
    return this.unreturned.list(await this.licensees.operatorContext(ctx, id), query, 'operator');
  }

  @Get('hand-payments')
  @ApiOperation({ operationId: 'unreturned.listPaymentsOf', summary: 'What was paid to end users by hand' })
  @ApiResponse({ status: 200, type: HandPaymentList })
  async listPayments(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<HandPaymentView>> {
    return this.unreturned.listPayments(await this.licensees.operatorContext(ctx, id), query);
  }

  @Post('unreturned/:personId/send-again')
  @HttpCode(200)
  @Idempotent()
  @Person()
  @ApiOperation({ operationId: 'unreturned.sendAgainOf', summary: 'Send the money of a wallet to its cards once more' })
  @ApiResponse({ status: 200, type: SentBackView })
  async sendAgain(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('personId', IdPipe('person')) personId: string,
  ): Promise<SentBackView> {
    return this.money.sendAgain(await this.licensees.operatorContext(ctx, id), personId, 'operator');
  }

  @Post('unreturned/:personId/paid')
  @Idempotent()
  @Person()
  @ApiOperation({ operationId: 'unreturned.payOf', summary: 'Mark the money of a wallet as paid from your bank' })
  @ApiResponse({ status: 201, type: HandPaymentView })
  async pay(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Param('personId', IdPipe('person')) personId: string,
    @Body() body: PayByHand,
  ): Promise<HandPaymentView> {
    return this.money.payByHand(await this.licensees.operatorContext(ctx, id), personId, body, 'operator');
  }
}
