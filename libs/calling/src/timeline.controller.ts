import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe } from '@app/kernel';
import { TimelineView } from './timeline.dto.js';
import { TimelineService } from './timeline.service.js';

@ApiTags('calls')
@Controller('v1')
export class TimelineController {
  constructor(private readonly timeline: TimelineService) {}

  @Get('staff/calls/:id/timeline')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'timeline.show', summary: 'Everything that happened to a call, in the order of time' })
  @ApiResponse({ status: 200, type: TimelineView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<TimelineView> {
    return this.timeline.show(ctx, id);
  }
}
