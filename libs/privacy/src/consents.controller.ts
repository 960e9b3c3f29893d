import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, ROLES, RateLimits } from '@app/kernel';
import { ConsentsView, RecordConsentsRequest } from './consents.dto.js';
import { ConsentsService } from './consents.service.js';

@ApiTags('consents')
@Controller('v1/me/consents')
export class ConsentsController {
  constructor(private readonly consents: ConsentsService) {}

  @Get()
  @Allow(...ROLES)
  @ApiOperation({ operationId: 'consents.show', summary: 'What I agreed to, and what is still to be agreed to' })
  @ApiOkResponse({ type: ConsentsView })
  show(@Ctx() ctx: Context): Promise<ConsentsView> {
    return this.consents.show(ctx);
  }

  @Post()
  @Allow(...ROLES)
  @RateLimits({ name: 'consents', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'consents.record', summary: 'Agree to something, or withdraw it' })
  @ApiCreatedResponse({ type: ConsentsView })
  record(@Ctx() ctx: Context, @Body() body: RecordConsentsRequest): Promise<ConsentsView> {
    return this.consents.record(ctx, body);
  }
}
