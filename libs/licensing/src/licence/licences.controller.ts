import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { OperatorHostGuard } from '../operator-host.guard.js';
import { BearersView, SetBearers } from './bearers.dto.js';
import { BearersService } from './bearers.service.js';
import { EndLicence, EndingView } from './endings.dto.js';
import { EndingsService } from './endings.service.js';
import { LicenceChangePage, type LicenceChangeView, LicenceReason, LicenceView, TakePlan } from './licence.dto.js';
import { LicencesService } from './licences.service.js';
import { SetTopology, TopologyView } from './topology.dto.js';
import { TopologyService } from './topology.service.js';

/** The licence of a licensee, for the operator. */
@ApiTags('operator')
@Controller('v1/operator/licensees/:id/licence')
@ApiParam({ name: 'id', description: 'Id of the licensee' })
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class LicencesController {
  constructor(
    private readonly licences: LicencesService,
    private readonly licensees: LicenseesService,
    private readonly endings: EndingsService,
    private readonly bearers: BearersService,
    private readonly topologies: TopologyService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'licences.show', summary: 'The licence, its terms and what is in use' })
  @ApiResponse({ status: 200, type: LicenceView })
  async show(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<LicenceView> {
    return this.licences.show(await this.licensees.operatorContext(ctx, id));
  }

  @Get('history')
  @ApiOperation({ operationId: 'licences.history', summary: 'Every change of the licence' })
  @ApiResponse({ status: 200, type: LicenceChangePage })
  async history(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<LicenceChangeView>> {
    return this.licences.history(await this.licensees.operatorContext(ctx, id), query, 'all');
  }

  @Post()
  @ApiOperation({ operationId: 'licences.start', summary: 'Give a licensee its licence' })
  @ApiResponse({ status: 201, type: LicenceView })
  start(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: TakePlan,
  ): Promise<LicenceView> {
    return this.licences.start(ctx, id, body);
  }

  @Put('plan')
  @ApiOperation({ operationId: 'licences.changePlan', summary: 'Another plan, effective at once' })
  @ApiResponse({ status: 200, type: LicenceView })
  changePlan(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: TakePlan,
  ): Promise<LicenceView> {
    return this.licences.changePlan(ctx, id, body);
  }

  @Post('suspend')
  @HttpCode(200)
  @ApiOperation({ operationId: 'licences.suspend', summary: 'Stop new calls and top-ups; what runs is finished' })
  @ApiResponse({ status: 200, type: LicenceView })
  suspend(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() { reason }: LicenceReason,
  ): Promise<LicenceView> {
    return this.licences.suspend(ctx, id, reason);
  }

  @Post('reinstate')
  @HttpCode(200)
  @ApiOperation({ operationId: 'licences.reinstate', summary: 'End a suspension' })
  @ApiResponse({ status: 200, type: LicenceView })
  reinstate(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() { reason }: LicenceReason,
  ): Promise<LicenceView> {
    return this.licences.reinstate(ctx, id, reason);
  }

  @Get('bearers')
  @ApiOperation({ operationId: 'bearers.showOf', summary: 'Who bears which cost, and who sells' })
  @ApiResponse({ status: 200, type: BearersView })
  showBearers(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<BearersView> {
    return this.bearers.showOf(ctx, id);
  }

  @Put('bearers')
  @ApiOperation({ operationId: 'bearers.set', summary: 'Say who bears which cost, and who sells' })
  @ApiResponse({ status: 200, type: BearersView })
  setBearers(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: SetBearers,
  ): Promise<BearersView> {
    return this.bearers.set(ctx, id, body);
  }

  @Get('topology')
  @ApiOperation({ operationId: 'topologies.show', summary: 'Whose account at Stripe takes payments' })
  @ApiResponse({ status: 200, type: TopologyView })
  showTopology(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<TopologyView> {
    return this.topologies.show(ctx, id);
  }

  @Put('topology')
  @ApiOperation({ operationId: 'topologies.set', summary: 'Say whose account at Stripe takes payments' })
  @ApiResponse({ status: 200, type: TopologyView })
  setTopology(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: SetTopology,
  ): Promise<TopologyView> {
    return this.topologies.set(ctx, id, body);
  }

  @Get('ending')
  @ApiOperation({ operationId: 'endings.showOf', summary: 'How far the end of the licence is' })
  @ApiResponse({ status: 200, type: EndingView })
  async showEnding(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<EndingView> {
    return this.endings.show(await this.licensees.operatorContext(ctx, id));
  }

  @Post('ending')
  @HttpCode(200)
  @ApiOperation({ operationId: 'endings.planOf', summary: 'End the licence on a day' })
  @ApiResponse({ status: 200, type: EndingView })
  planEnding(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: EndLicence,
  ): Promise<EndingView> {
    return this.endings.planOf(ctx, id, body);
  }

  @Post('ending/withdraw')
  @HttpCode(200)
  @ApiOperation({ operationId: 'endings.withdraw', summary: 'Take the end back before it has come' })
  @ApiResponse({ status: 200, type: LicenceView })
  async withdrawEnding(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() { reason }: LicenceReason,
  ): Promise<LicenceView> {
    await this.endings.withdraw(ctx, id, reason);
    return this.show(ctx, id);
  }
}
