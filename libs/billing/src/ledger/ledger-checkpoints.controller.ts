import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, NumberPipe, PageQuery } from '@app/kernel';
import { LedgerCheckpointList } from './ledger-checkpoints.dto.js';
import { LedgerCheckpoints } from './ledger-checkpoints.service.js';

@ApiTags('ledger')
@Controller('v1/staff/ledger/checkpoints')
@Allow('owner', 'admin', 'finance')
export class LedgerCheckpointsController {
  constructor(private readonly checkpoints: LedgerCheckpoints) {}

  @Get()
  @ApiOperation({ operationId: 'ledgerCheckpoints.list', summary: 'Signed daily seals of your books' })
  @ApiResponse({ status: 200, type: LedgerCheckpointList })
  list(@Ctx() ctx: Context, @Query() query: PageQuery): Promise<LedgerCheckpointList> {
    return this.checkpoints.list(ctx, query);
  }

  @Get(':number/bundle')
  @ApiOperation({
    operationId: 'ledgerCheckpoints.bundle',
    summary: 'A seal and everything that it seals, for `npm run verify-ledger`',
  })
  @ApiParam({
    name: 'number',
    description: 'Number of the checkpoint',
    schema: { type: 'integer', minimum: 1, maximum: 999_999_999 },
  })
  @ApiProduces('application/x-ndjson')
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  async bundle(
    @Ctx() ctx: Context,
    @Param('number', NumberPipe) number: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    await this.checkpoints.exists(ctx, number);
    void reply
      .header('content-type', 'application/x-ndjson')
      .header('content-disposition', `attachment; filename="ledger-${String(number).padStart(6, '0')}.ndjson"`);
    return Readable.from(this.checkpoints.bundle(ctx, number));
  }
}
