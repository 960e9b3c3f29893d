import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { CreateLicenseeRequest, CreatedLicenseeResponse } from './onboarding.dto.js';
import { OnboardingService } from './onboarding.service.js';

@ApiTags('operator')
@Controller('v1/operator/licensees')
export class OnboardingController {
  constructor(private readonly onboarding: OnboardingService) {}

  @Post()
  @Allow('operator')
  @ApiOperation({ operationId: 'onboarding.create', summary: 'Create a licensee and its first owner' })
  @ApiCreatedResponse({ type: CreatedLicenseeResponse })
  create(@Ctx() ctx: Context, @Body() body: CreateLicenseeRequest): Promise<CreatedLicenseeResponse> {
    return this.onboarding.create(ctx, body);
  }
}
