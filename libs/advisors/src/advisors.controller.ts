import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope, type Page, PageQuery } from '@app/kernel';
import {
  AdvisorPage,
  AdvisorResponse,
  AvailabilityRequest,
  ChangeAdvisorRequest,
  InviteAdvisorRequest,
  MyAdvisorResponse,
  OwnAdvisorResponse,
} from './advisors.dto.js';
import { AdvisorsService } from './advisors.service.js';
import { Availability } from './availability.service.js';
import { DirectoryQuery, TopicPage, type TopicResponse } from './directory.dto.js';

@ApiTags('advisors')
@Controller('v1')
export class AdvisorsController {
  constructor(
    private readonly advisors: AdvisorsService,
    private readonly availability: Availability,
  ) {}

  @Get('advisors')
  @Allow('public')
  @ApiOperation({ operationId: 'advisors.list', summary: 'The directory' })
  @ApiOkResponse({ type: AdvisorPage })
  list(@Ctx() ctx: Context, @Query() query: DirectoryQuery): Promise<Page<AdvisorResponse>> {
    return this.advisors.list(ctx, query);
  }

  @Get('advisors/topics')
  @Allow('public')
  @ApiOperation({ operationId: 'advisors.topics', summary: 'What listed advisors are asked about' })
  @ApiOkResponse({ type: TopicPage })
  topics(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<TopicResponse>> {
    return this.advisors.topics(ctx, query);
  }

  @Get('advisors/me')
  @Allow('advisor')
  @ApiOperation({ operationId: 'advisors.showMine', summary: 'Your advisor profile' })
  @ApiOkResponse({ type: MyAdvisorResponse })
  showMine(@Ctx() ctx: Context): Promise<MyAdvisorResponse> {
    return this.advisors.showMine(ctx);
  }

  @Patch('advisors/me')
  @Allow('advisor')
  @ApiOperation({ operationId: 'advisors.changeMine', summary: 'Change your advisor profile and rates' })
  @ApiOkResponse({ type: MyAdvisorResponse })
  changeMine(@Ctx() ctx: Context, @Body() body: ChangeAdvisorRequest): Promise<MyAdvisorResponse> {
    return this.advisors.changeMine(ctx, body);
  }

  @Put('advisors/me/availability')
  @Allow('advisor')
  @ApiOperation({ operationId: 'advisors.setMyAvailability', summary: 'Go online or offline' })
  @ApiOkResponse({ type: MyAdvisorResponse })
  setMyAvailability(@Ctx() ctx: Context, @Body() body: AvailabilityRequest): Promise<MyAdvisorResponse> {
    return this.availability.setMyAvailability(ctx, body);
  }

  @Get('advisors/:id')
  @Allow('public')
  @ApiOperation({ operationId: 'advisors.show', summary: 'One advisor' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: AdvisorResponse })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<AdvisorResponse> {
    return this.advisors.show(ctx, id);
  }

  @Post('staff/advisors')
  @Allow('owner', 'admin')
  @KeyScope('advisors:write')
  @ApiOperation({ operationId: 'advisors.invite', summary: 'Make an advisor with a sign-in of their own' })
  @ApiCreatedResponse({ type: OwnAdvisorResponse })
  invite(@Ctx() ctx: Context, @Body() body: InviteAdvisorRequest): Promise<OwnAdvisorResponse> {
    return this.advisors.invite(ctx, body);
  }
}
