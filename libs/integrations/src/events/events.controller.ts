import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, KeyScope } from '@app/kernel';
import { EventExpandQuery, EventList, EventTypeList, EventView, EventsQuery } from './events.dto.js';
import { EventsService } from './events.service.js';

@ApiTags('events')
@Controller('v1')
@Allow('owner', 'admin')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get('events')
  @KeyScope('events:read')
  @ApiOperation({
    operationId: 'events.list',
    summary: 'What happened, in a stable order',
    description:
      'Kept for 30 days. To catch up after an outage: `order=oldest`, `after` = the last event that you know, then page by `cursor`. Nothing is listed before it has its place, so nothing ever appears behind you.',
  })
  @ApiResponse({ status: 200, type: EventList })
  list(@Ctx() ctx: Context, @Query() query: EventsQuery): Promise<EventList> {
    return this.events.list(ctx, query);
  }

  @Get('events/:id')
  @KeyScope('events:read')
  @ApiOperation({ operationId: 'events.show', summary: 'One event' })
  @ApiResponse({ status: 200, type: EventView })
  show(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('event')) id: string,
    @Query() { expand }: EventExpandQuery,
  ): Promise<EventView> {
    return this.events.show(ctx, id, expand);
  }

  @Get('event-types')
  @KeyScope('events:read')
  @ApiOperation({ operationId: 'events.types', summary: 'The catalogue: every type with its schema and an example' })
  @ApiResponse({ status: 200, type: EventTypeList })
  types(): EventTypeList {
    return this.events.types();
  }
}
