import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { BillingModule } from '@app/billing';
import { LicenseesModule } from '@app/licensees';
import { CallChanges } from './call-changes.js';
import { CallRequestsService } from './call-requests.service.js';
import { CallSignals } from './call-signals.js';
import { CallsController } from './calls.controller.js';
import { CallsJobs } from './calls.jobs.js';
import { CallsService } from './calls.service.js';
import { LeaseExtension } from './lease-extension.js';
import { LiveKitRooms } from './livekit.adapter.js';
import { LiveKitController } from './livekit.controller.js';
import { MediaEventsService } from './media-events.service.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundsService } from './refunds.service.js';
import { Rooms } from './rooms.js';
import { Settlements } from './settlements.js';

@Module({
  imports: [LicenseesModule, AdvisorsModule, BillingModule],
  controllers: [CallsController, LiveKitController],
  providers: [
    CallChanges,
    CallRequestsService,
    CallSignals,
    CallsJobs,
    CallsService,
    LeaseExtension,
    MediaEventsService,
    ReceiptsService,
    RefundsService,
    Settlements,
    { provide: Rooms, useClass: LiveKitRooms },
  ],
  exports: [CallsService, Rooms],
})
export class CallingModule {}
