import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx } from '@app/kernel';
import { StoredValueView } from './stored-value.dto.js';
import { StoredValueService } from './stored-value.service.js';

/** Stored value of the licensee, for its own staff. */
@ApiTags('licence')
@Controller('v1/staff/stored-value')
@Allow('owner', 'admin', 'finance')
export class MyStoredValueController {
  constructor(private readonly storedValue: StoredValueService) {}

  @Get()
  @ApiOperation({ operationId: 'storedValue.show', summary: 'Issuer, caps and volume of the stored value' })
  @ApiResponse({ status: 200, type: StoredValueView })
  show(@Ctx() ctx: Context): Promise<StoredValueView> {
    return this.storedValue.show(ctx);
  }
}
