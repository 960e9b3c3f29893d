import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, PageQuery } from '@app/kernel';
import { FraudWarningDesk } from './fraud-warning-desk.service.js';
import {
  FraudWarningList,
  FraudWarningRules,
  FraudWarningView,
  LiftFraudWarning,
  SetFraudWarningRules,
} from './fraud-warnings.dto.js';

@ApiTags('disputes')
@Controller('v1/staff')
export class FraudWarningsController {
  constructor(private readonly desk: FraudWarningDesk) {}

  @Get('fraud-warnings')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'fraudWarnings.list', summary: 'Payments that may be fraud, newest first' })
  @ApiOkResponse({ type: FraudWarningList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<FraudWarningList> {
    return this.desk.list(ctx, query);
  }

  @Get('fraud-warnings/:id')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'fraudWarnings.show', summary: 'One warning and what was done about it' })
  @ApiParam({ name: 'id', description: 'Id of the warning' })
  @ApiOkResponse({ type: FraudWarningView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('fraudWarning')) id: string): Promise<FraudWarningView> {
    return this.desk.show(ctx, id);
  }

  @Post('fraud-warnings/:id/lift')
  @Allow('owner', 'admin', 'finance')
  @HttpCode(200)
  @ApiOperation({ operationId: 'fraudWarnings.lift', summary: 'Free what is frozen: the payment is good' })
  @ApiParam({ name: 'id', description: 'Id of the warning' })
  @ApiOkResponse({ type: FraudWarningView })
  lift(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('fraudWarning')) id: string,
    @Body() body: LiftFraudWarning,
  ): Promise<FraudWarningView> {
    return this.desk.lift(ctx, id, body);
  }

  @Get('fraud-warning-rules')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'fraudWarnings.showRules', summary: 'Which payments go back when a warning comes' })
  @ApiOkResponse({ type: FraudWarningRules })
  showRules(@Ctx() ctx: Context): Promise<FraudWarningRules> {
    return this.desk.showRules(ctx);
  }

  @Put('fraud-warning-rules')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'fraudWarnings.setRules', summary: 'Say which payments go back when a warning comes' })
  @ApiOkResponse({ type: FraudWarningRules })
  setRules(@Ctx() ctx: Context, @Body() body: SetFraudWarningRules): Promise<FraudWarningRules> {
    return this.desk.setRules(ctx, body);
  }
}
