import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, asCsv } from '@app/kernel';
import { AdvisorExport, CallExport, ExportQuery, PersonExport, RatingExport } from './exports.dto.js';
import { ExportsService } from './exports.service.js';

@ApiTags('exports')
@Controller('v1/staff/exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get('calls')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'exports.calls', summary: 'Calls with their money, as a file' })
  @ApiProduces('text/csv', 'application/json')
  @ApiResponse({ status: 200, type: CallExport })
  calls(
    @Ctx() ctx: Context,
    @Query() query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallExport | string> {
    return this.exports.calls(ctx, query).then((file) => asCsv(reply, 'calls', file));
  }

  @Get('people')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'exports.people', summary: 'People with their addresses, as a file' })
  @ApiProduces('text/csv', 'application/json')
  @ApiResponse({ status: 200, type: PersonExport })
  people(
    @Ctx() ctx: Context,
    @Query() query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonExport | string> {
    return this.exports.people(ctx, query).then((file) => asCsv(reply, 'people', file));
  }

  @Get('advisors')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'exports.advisors', summary: 'Advisors with the sums of their calls, as a file' })
  @ApiProduces('text/csv', 'application/json')
  @ApiResponse({ status: 200, type: AdvisorExport })
  advisors(
    @Ctx() ctx: Context,
    @Query() query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdvisorExport | string> {
    return this.exports.advisors(ctx, query).then((file) => asCsv(reply, 'advisors', file));
  }

  @Get('ratings')
  @Allow('owner', 'admin', 'finance')
  @ApiOperation({ operationId: 'exports.ratings', summary: 'Ratings with their calls, as a file' })
  @ApiProduces('text/csv', 'application/json')
  @ApiResponse({ status: 200, type: RatingExport })
  ratings(
    @Ctx() ctx: Context,
    @Query() query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RatingExport | string> {
    return this.exports.ratings(ctx, query).then((file) => asCsv(reply, 'ratings', file));
  }
}
