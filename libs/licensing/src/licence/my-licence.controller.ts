import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, type Page, PageQuery } from '@app/kernel';
import { LicenceChangePage, type LicenceChangeView, LicenceView } from './licence.dto.js';
import { LicencesService } from './licences.service.js';

/** The licence of the licensee, for its own staff. */
@ApiTags('licence')
@Controller('v1/staff/licence')
@Allow('owner', 'admin', 'finance')
export class MyLicenceController {
  constructor(private readonly licences: LicencesService) {}

  @Get()
  @ApiOperation({ operationId: 'myLicence.show', summary: 'Plan, state and limits with their use' })
  @ApiResponse({ status: 200, type: LicenceView })
  show(@Ctx() ctx: Context): Promise<LicenceView> {
    return this.licences.show(ctx);
  }

  @Get('history')
  @ApiOperation({ operationId: 'myLicence.history', summary: 'Every change of the licence' })
  @ApiResponse({ status: 200, type: LicenceChangePage })
  history(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<Page<LicenceChangeView>> {
    return this.licences.history(ctx, query, 'own');
  }
}
