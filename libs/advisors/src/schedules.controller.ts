import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page } from '@app/kernel';
import { IntervalList, type IntervalResponse, ScheduleDto } from './schedules.dto.js';
import { SchedulesService } from './schedules.service.js';

@ApiTags('advisors')
@Controller('v1/advisors')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get('me/schedule')
  @Allow('advisor')
  @ApiOperation({ operationId: 'schedules.showMine', summary: 'Your hours' })
  @ApiOkResponse({ type: ScheduleDto })
  showMine(@Ctx() ctx: Context): Promise<ScheduleDto> {
    return this.schedules.showMine(ctx);
  }

  @Put('me/schedule')
  @Allow('advisor')
  @ApiOperation({
    operationId: 'schedules.replaceMine',
    summary: 'Set your hours. They inform visitors and do not switch you on',
  })
  @ApiOkResponse({ type: ScheduleDto })
  replaceMine(@Ctx() ctx: Context, @Body() body: ScheduleDto): Promise<ScheduleDto> {
    return this.schedules.replaceMine(ctx, body);
  }

  @Post('me/schedule/off-today')
  @HttpCode(200)
  @Allow('advisor')
  @ApiOperation({ operationId: 'schedules.takeTodayOff', summary: 'Closed for the rest of today' })
  @ApiOkResponse({ type: ScheduleDto })
  takeTodayOff(@Ctx() ctx: Context): Promise<ScheduleDto> {
    return this.schedules.takeTodayOff(ctx);
  }

  @Get(':id/schedule')
  @Allow('public')
  @ApiOperation({ operationId: 'schedules.show', summary: 'When an advisor means to be there in the next seven days' })
  @ApiParam({ name: 'id', description: 'Id of the advisor' })
  @ApiOkResponse({ type: IntervalList })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('advisor')) id: string): Promise<Page<IntervalResponse>> {
    return this.schedules.show(ctx, id);
  }
}
