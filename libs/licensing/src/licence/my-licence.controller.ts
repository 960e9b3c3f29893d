import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, type Page, PageQuery, WithoutOperator } from '@app/kernel';
import { BearersView } from './bearers.dto.js';
import { BearersService } from './bearers.service.js';
import { EndLicence, EndingView } from './endings.dto.js';
import { EndingsService } from './endings.service.js';
import { LicenceChangePage, type LicenceChangeView, LicenceView } from './licence.dto.js';
import { LicencesService } from './licences.service.js';

/** The licence of the licensee, for its own staff. */
@ApiTags('licence')
@Controller('v1/staff/licence')
@Allow('owner', 'admin', 'finance')
export class MyLicenceController {
  constructor(
    private readonly licences: LicencesService,
    private readonly endings: EndingsService,
    private readonly bearers: BearersService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'myLicence.show', summary: 'Plan, state and limits with their use' })
  @ApiResponse({ status: 200, type: LicenceView })
  show(@Ctx() ctx: Context): Promise<LicenceView> {
    return this.licences.show(ctx);
  }

  @Get('history')
  @ApiOperation({ operationId: 'myLicence.history', summary: 'Every change of the licence' })
  @ApiResponse({ status: 200, type: LicenceChangePage })
  history(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<LicenceChangeView>> {
    return this.licences.history(ctx, query, 'own');
  }

  @Get('bearers')
  @ApiOperation({ operationId: 'bearers.show', summary: 'Who bears which cost, and who sells' })
  @ApiResponse({ status: 200, type: BearersView })
  showBearers(@Ctx() ctx: Context): Promise<BearersView> {
    return this.bearers.show(ctx);
  }

  @Get('ending')
  @ApiOperation({ operationId: 'endings.show', summary: 'How far the end of the licence is' })
  @ApiResponse({ status: 200, type: EndingView })
  showEnding(@Ctx() ctx: Context): Promise<EndingView> {
    return this.endings.show(ctx);
  }

  @Post('ending')
  @HttpCode(200)
  @Allow('owner')
  @WithoutOperator()
  @ApiOperation({
    operationId: 'endings.plan',
    summary: 'End the licence on a day; only the operator can take it back',
  })
  @ApiResponse({ status: 200, type: EndingView })
  planEnding(@Ctx() ctx: Context, @Body() body: EndLicence): Promise<EndingView> {
    return this.endings.plan(ctx, body);
  }
}
