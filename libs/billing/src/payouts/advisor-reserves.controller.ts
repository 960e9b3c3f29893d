import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe } from '@app/kernel';
import { AdvisorReserveView, OwnReserveView, SetAdvisorReserve } from './advisor-reserves.dto.js';
import { AdvisorReserves } from './advisor-reserves.service.js';

const Advisor = (): MethodDecorator => ApiParam({ name: 'id', description: 'Id of the advisor' });

@ApiTags('payouts')
@Controller('v1')
export class AdvisorReservesController {
  constructor(private readonly reserves: AdvisorReserves) {}

  @Get('advisor/reserve')
  @Allow('advisor')
  @ApiOperation({
    operationId: 'advisorReserves.showOwn',
    summary: 'What of your payouts is kept back, and until when',
  })
  @ApiResponse({ status: 200, type: OwnReserveView })
  showOwn(@Ctx() ctx: Context): Promise<OwnReserveView> {
    return this.reserves.showOwn(ctx);
  }

  @Get('staff/advisors/:id/reserve')
  @Allow('owner', 'admin', 'finance')
  @Advisor()
  @ApiOperation({ operationId: 'advisorReserves.show', summary: 'The rolling reserve of an advisor' })
  @ApiResponse({ status: 200, type: AdvisorReserveView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<AdvisorReserveView> {
    return this.reserves.show(ctx, id);
  }

  @Put('staff/advisors/:id/reserve')
  @Allow('owner', 'finance')
  @Advisor()
  @ApiOperation({
    operationId: 'advisorReserves.set',
    summary: 'Keep back another part of payouts to this advisor than the rule for all says',
  })
  @ApiResponse({ status: 200, type: AdvisorReserveView })
  set(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('advisor')) id: string,
    @Body() body: SetAdvisorReserve,
  ): Promise<AdvisorReserveView> {
    return this.reserves.set(ctx, id, body);
  }

  @Delete('staff/advisors/:id/reserve')
  @Allow('owner', 'finance')
  @Advisor()
  @ApiOperation({ operationId: 'advisorReserves.clear', summary: 'The rule for all holds for this advisor again' })
  @ApiResponse({ status: 200, type: AdvisorReserveView })
  clear(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<AdvisorReserveView> {
    return this.reserves.clear(ctx, id);
  }
}
