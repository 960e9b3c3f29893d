import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  HandPaymentList,
  HandPaymentView,
  PayByHand,
  UnreturnedList,
  UnreturnedMoney,
  type UnreturnedView,
} from '@app/billing';
import { Allow, type Context, Ctx, IdPipe, Idempotent, type Page, PageQuery, WithoutOperator } from '@app/kernel';
import { SentBackView } from './ending-money.dto.js';
import { EndingMoney } from './ending-money.service.js';

const Person = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the end user' });

/** Money that no card took back at the end of the licence, for the licensee's own staff [A22]. */
@ApiTags('licence')
@Controller('v1/staff/licence/ending')
@Allow('owner', 'admin', 'finance')
export class MyEndingMoneyController {
  constructor(
    private readonly unreturned: UnreturnedMoney,
    private readonly money: EndingMoney,
  ) {}

  @Get('unreturned')
  @ApiOperation({ operationId: 'unreturned.list', summary: 'End users who still have money here, and why' })
  @ApiResponse({ status: 200, type: UnreturnedList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<UnreturnedView>> {
    return this.unreturned.list(ctx, query, 'licensee');
  }

  @Get('hand-payments')
  @ApiOperation({ operationId: 'unreturned.listPayments', summary: 'What was paid to end users by hand' })
  @ApiResponse({ status: 200, type: HandPaymentList })
  listPayments(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<HandPaymentView>> {
    return this.unreturned.listPayments(ctx, query);
  }

  @Post('unreturned/:id/send-again')
  @HttpCode(200)
  @Allow('owner', 'finance')
  @Idempotent()
  @Person()
  @ApiOperation({ operationId: 'unreturned.sendAgain', summary: 'Send the money of a wallet to its cards once more' })
  @ApiResponse({ status: 200, type: SentBackView })
  sendAgain(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<SentBackView> {
    return this.money.sendAgain(ctx, id, 'licensee');
  }

  @Post('unreturned/:id/paid')
  @Allow('owner', 'finance')
  @WithoutOperator()
  @Idempotent()
  @Person()
  @ApiOperation({ operationId: 'unreturned.pay', summary: 'Mark the money of a wallet as paid by hand' })
  @ApiResponse({ status: 201, type: HandPaymentView })
  pay(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: PayByHand,
  ): Promise<HandPaymentView> {
    return this.money.payByHand(ctx, id, body, 'licensee');
  }
}
