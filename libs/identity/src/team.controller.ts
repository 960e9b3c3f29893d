import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery, RateLimits, WithoutOperator } from '@app/kernel';
import { AddMemberRequest, ChangeRoleRequest, TeamMemberResponse, TeamPage } from './team.dto.js';
import { TeamService } from './team.service.js';

@ApiTags('team')
@Allow('owner', 'admin')
@WithoutOperator()
@Controller('v1/staff/team')
export class TeamController {
  constructor(private readonly team: TeamService) {}

  @Get()
  @ApiOperation({ operationId: 'team.list', summary: 'Staff of the licensee' })
  @ApiOkResponse({ type: TeamPage })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<TeamMemberResponse>> {
    return this.team.list(ctx, query);
  }

  @Post()
  @RateLimits({ name: 'team-add', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'team.add', summary: 'Make a sign-in for a member of staff' })
  @ApiCreatedResponse({ type: TeamMemberResponse })
  add(@Ctx() ctx: Context, @Body() body: AddMemberRequest): Promise<TeamMemberResponse> {
    return this.team.add(ctx, body);
  }

  @Patch(':id')
  @ApiOperation({ operationId: 'team.changeRole', summary: 'Change what a member may do' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: TeamMemberResponse })
  changeRole(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: ChangeRoleRequest,
  ): Promise<TeamMemberResponse> {
    return this.team.changeRole(ctx, id, body);
  }

  @Post(':id/remove')
  @HttpCode(200)
  @ApiOperation({ operationId: 'team.remove', summary: 'Close the account of a member and end their sessions' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: TeamMemberResponse })
  remove(@Ctx() ctx: Context, @Param('id', IdPipe('person')) id: string): Promise<TeamMemberResponse> {
    return this.team.remove(ctx, id);
  }
}
