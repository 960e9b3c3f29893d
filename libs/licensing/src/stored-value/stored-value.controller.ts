import { Body, Controller, Get, Param, Put, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe } from '@app/kernel';
import { OperatorHostGuard } from '../operator-host.guard.js';
import { SetStoredValueCeilings, StoredValueView } from './stored-value.dto.js';
import { StoredValueService } from './stored-value.service.js';

/** Stored value at a licensee, for the operator. */
@ApiTags('operator')
@Controller('v1/operator/licensees/:id/stored-value')
@ApiParam({ name: 'id', description: 'Id of the licensee' })
@Allow('operator')
@UseGuards(OperatorHostGuard)
export class StoredValueController {
  constructor(private readonly storedValue: StoredValueService) {}

  @Get()
  @ApiOperation({ operationId: 'storedValue.showOf', summary: 'Issuer, caps and volume of the stored value' })
  @ApiResponse({ status: 200, type: StoredValueView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('licensee')) id: string): Promise<StoredValueView> {
    return this.storedValue.showOf(ctx, id);
  }

  @Put('ceilings')
  @ApiOperation({ operationId: 'storedValue.setCeilings', summary: 'Say what the licensee may set at most' })
  @ApiResponse({ status: 200, type: StoredValueView })
  setCeilings(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('licensee')) id: string,
    @Body() body: SetStoredValueCeilings,
  ): Promise<StoredValueView> {
    return this.storedValue.setCeilings(ctx, id, body);
  }
}
