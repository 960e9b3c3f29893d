import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { AutoTopUpView, SetAutoTopUp } from './auto-top-ups.dto.js';
import { AutoTopUpsService } from './auto-top-ups.service.js';

@ApiTags('top-ups')
@Controller('v1/wallet/auto-top-up')
@Allow('end_user')
export class AutoTopUpsController {
  constructor(private readonly autoTopUps: AutoTopUpsService) {}

  @Get()
  @ApiOperation({ operationId: 'autoTopUps.show', summary: 'Whether, when and how your wallet tops itself up' })
  @ApiResponse({ status: 200, type: AutoTopUpView })
  show(@Ctx() ctx: Context): Promise<AutoTopUpView> {
    return this.autoTopUps.show(ctx);
  }

  @Put()
  @RateLimits({ name: 'auto-top-up', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'autoTopUps.set', summary: 'Let your wallet top itself up, within limits' })
  @ApiResponse({ status: 200, type: AutoTopUpView })
  set(@Ctx() ctx: Context, @Body() body: SetAutoTopUp): Promise<AutoTopUpView> {
    return this.autoTopUps.set(ctx, body);
  }

  @Delete()
  @ApiOperation({ operationId: 'autoTopUps.stop', summary: 'Stop it' })
  @ApiResponse({ status: 200, type: AutoTopUpView })
  stop(@Ctx() ctx: Context): Promise<AutoTopUpView> {
    return this.autoTopUps.stop(ctx);
  }
}
