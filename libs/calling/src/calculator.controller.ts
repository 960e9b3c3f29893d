import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { CalculatePrice, CalculationView } from './calculator.dto.js';
import { CalculatorService } from './calculator.service.js';

@ApiTags('pricing')
@Controller('v1')
export class CalculatorController {
  constructor(private readonly calculator: CalculatorService) {}

  @Post('staff/pricing/calculate')
  @Allow('owner', 'admin', 'finance')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'calculator.calculate',
    summary: 'What a call would cost and who would get it, by the terms in force',
  })
  @ApiResponse({ status: 200, type: CalculationView })
  calculate(@Ctx() ctx: Context, @Body() body: CalculatePrice): Promise<CalculationView> {
    return this.calculator.calculate(ctx, body);
  }
}
