import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Context, Ctx, asCsv } from '@app/kernel';
import { AuditPage, AuditQuery } from './audit-log.dto.js';
import { AuditLogService } from './audit-log.service.js';

@ApiTags('audit')
@Controller('v1/staff/audit')
export class AuditLogController {
  constructor(private readonly audit: AuditLogService) {}

  @Get()
  @Allow('owner', 'admin', 'analyst')
  @ApiOperation({ operationId: 'auditLog.list', summary: 'Who changed what, as pages or as a file' })
  @ApiProduces('application/json', 'text/csv')
  @ApiResponse({ status: 200, type: AuditPage })
  async list(
    @Ctx() ctx: Context,
    @Query() query: AuditQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditPage | string> {
    if (query.format === undefined) return this.audit.list(ctx, query);
    if (query.format === 'csv') return asCsv(reply, 'audit', await this.audit.exportCsv(ctx, query));
    void reply.header('content-disposition', 'attachment; filename="audit.json"');
    return this.audit.exportJson(ctx, query);
  }
}
