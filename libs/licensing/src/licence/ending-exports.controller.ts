import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, WithoutOperator } from '@app/kernel';
import {
  EXPORT_NAMES,
  EndingExportQuery,
  ExportFileList,
  type ExportName,
  ExportNamePipe,
} from './ending-exports.dto.js';
import { EndingExports, allFiles } from './ending-exports.service.js';

/** What a licensee takes along [A21]; not only at the end. */
@ApiTags('licence')
@Controller('v1/staff/licence/exports')
@Allow('owner')
@WithoutOperator()
export class EndingExportsController {
  constructor(private readonly exports: EndingExports) {}

  @Get()
  @ApiOperation({ operationId: 'licenceExports.list', summary: 'Every file that there is to take along' })
  @ApiResponse({ status: 200, type: ExportFileList })
  list(): ExportFileList {
    return { data: allFiles() };
  }

  @Get(':name')
  @ApiOperation({ operationId: 'licenceExports.take', summary: 'A file of everything, however large' })
  @ApiParam({ name: 'name', description: 'Which file', schema: { type: 'string', enum: [...EXPORT_NAMES] } })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  async take(
    @Ctx() ctx: Context,
    @Param('name', ExportNamePipe) name: ExportName,
    @Query() { format = 'csv' }: EndingExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const file = await this.exports.take(ctx, name, format);
    void reply
      .header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
      .header('content-disposition', `attachment; filename="${name}.${format}"`);
    return Readable.from(file);
  }
}
