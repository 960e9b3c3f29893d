import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, type Page, PageQuery, WithoutOperator } from '@app/kernel';
import { GiveNettingConsent, NettingPage, NettingState, type NettingView } from './netting.dto.js';
import { NettingConsentsService } from './netting-consents.service.js';

/** Invoices that are settled from the share, for the licensee's own staff. */
@ApiTags('licence')
@Controller('v1/staff/licence')
@Allow('owner', 'admin', 'finance')
export class MyNettingsController {
  constructor(private readonly consents: NettingConsentsService) {}

  @Get('netting')
  @ApiOperation({ operationId: 'nettings.show', summary: 'Whether invoices are settled from the share' })
  @ApiResponse({ status: 200, type: NettingState })
  show(@Ctx() ctx: Context): Promise<NettingState> {
    return this.consents.show(ctx);
  }

  @Put('netting')
  @Allow('owner', 'finance')
  @WithoutOperator()
  @ApiOperation({
    operationId: 'nettings.give',
    summary: 'Agree that invoices are settled from the share before a card is charged or the share is paid out',
  })
  @ApiResponse({ status: 200, type: NettingState })
  give(@Ctx() ctx: Context, @Body() body: GiveNettingConsent): Promise<NettingState> {
    return this.consents.give(ctx, body);
  }

  @Delete('netting')
  @HttpCode(204)
  @Allow('owner', 'finance')
  @WithoutOperator()
  @ApiOperation({ operationId: 'nettings.withdraw', summary: 'Settle no more invoices from the share' })
  @ApiResponse({ status: 204 })
  withdraw(@Ctx() ctx: Context): Promise<void> {
    return this.consents.withdraw(ctx);
  }

  @Get('nettings')
  @ApiOperation({ operationId: 'nettings.list', summary: 'What invoices took from the share, and what went back' })
  @ApiResponse({ status: 200, type: NettingPage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<NettingView>> {
    return this.consents.list(ctx, query);
  }
}
