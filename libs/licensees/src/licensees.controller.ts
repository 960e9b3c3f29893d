import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { SiteResponse } from './licensees.dto.js';
import { LicenseesService } from './licensees.service.js';

@ApiTags('site')
@Controller('v1/site')
export class LicenseesController {
  constructor(private readonly licensees: LicenseesService) {}

  @Get()
  @Allow('public')
  @ApiOperation({ operationId: 'licensees.site', summary: 'The brand behind this host' })
  @ApiOkResponse({ type: SiteResponse })
  site(@Ctx() ctx: Context): Promise<SiteResponse> {
    return this.licensees.site(ctx);
  }
}
