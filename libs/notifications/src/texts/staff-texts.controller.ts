import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { TextBudgets } from './text-budgets.service.js';
import { SaveTextBudget, StaffTextsView } from './texts.dto.js';

@ApiTags('mail')
@Allow('owner', 'admin')
@Controller('v1/staff/texts')
export class StaffTextsController {
  constructor(private readonly budgets: TextBudgets) {}

  @Get()
  @ApiOperation({ operationId: 'textBudgets.show', summary: 'Texts to your advisors: their budget, number and words' })
  @ApiResponse({ status: 200, type: StaffTextsView })
  show(@Ctx() ctx: Context): Promise<StaffTextsView> {
    return this.budgets.show(ctx);
  }

  @Put('budget')
  @ApiOperation({ operationId: 'textBudgets.save', summary: 'How many texts are sent on a day' })
  @ApiResponse({ status: 200, type: StaffTextsView })
  save(@Ctx() ctx: Context, @Body() body: SaveTextBudget): Promise<StaffTextsView> {
    return this.budgets.save(ctx, body);
  }
}
