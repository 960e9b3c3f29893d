import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { ChecklistView } from './checklist.dto.js';
import { ChecklistService } from './checklist.service.js';

@ApiTags('checklist')
@Controller('v1/staff/checklist')
export class ChecklistController {
  constructor(private readonly checklist: ChecklistService) {}

  @Get()
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'checklist.show', summary: 'What is missing before the licensee opens' })
  @ApiOkResponse({ type: ChecklistView })
  show(@Ctx() ctx: Context): Promise<ChecklistView> {
    return this.checklist.show(ctx);
  }

  @Post('open')
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'checklist.open', summary: 'Go live, once the checklist is done' })
  @ApiOkResponse({ type: ChecklistView })
  open(@Ctx() ctx: Context): Promise<ChecklistView> {
    return this.checklist.open(ctx);
  }
}
