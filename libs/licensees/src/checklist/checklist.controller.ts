import { Controller, Get } from '@nestjs/common';
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
}
