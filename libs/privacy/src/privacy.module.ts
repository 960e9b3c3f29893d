import { Module } from '@nestjs/common';
import { LicenseesModule } from '@app/licensees';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLogService } from './audit-log.service.js';
import { ConsentsController } from './consents.controller.js';
import { ConsentsService } from './consents.service.js';

/** What people agreed to, and who did what. */
@Module({
  imports: [LicenseesModule],
  controllers: [AuditLogController, ConsentsController],
  providers: [AuditLogService, ConsentsService],
  exports: [ConsentsService],
})
export class PrivacyModule {}
