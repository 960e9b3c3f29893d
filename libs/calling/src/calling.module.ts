import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { BillingModule } from '@app/billing';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { BookedCalls } from './booked-calls.service.js';
import { CalculatorController } from './calculator.controller.js';
import { CalculatorService } from './calculator.service.js';
import { CallBlocksController } from './call-blocks.controller.js';
import { CallBlocks } from './call-blocks.service.js';
import { CallEvidence } from './call-evidence.js';
import { CallItem } from './call-item.js';
import { CallChanges } from './call-changes.js';
import { CallRooms } from './call-rooms.service.js';
import { CallTimers } from './call-timers.service.js';
import { CallAdmission } from './call-admission.js';
import { CallRequestsService } from './call-requests.service.js';
import { CallSignals } from './call-signals.js';
import { CallsController } from './calls.controller.js';
import { CallsJobs } from './calls.jobs.js';
import { CallsService } from './calls.service.js';
import { ComplaintDesk } from './complaints/complaint-desk.service.js';
import { ComplaintRecords } from './complaints/complaint-records.js';
import { ComplaintRules } from './complaints/complaint-rules.service.js';
import { ComplaintsController } from './complaints/complaints.controller.js';
import { ComplaintsJobs } from './complaints/complaints.jobs.js';
import { ComplaintsService } from './complaints/complaints.service.js';
import { DashboardController } from './figures/dashboard.controller.js';
import { DashboardService } from './figures/dashboard.service.js';
import { EarningsController } from './figures/earnings.controller.js';
import { EarningsService } from './figures/earnings.service.js';
import { ExportsController } from './figures/exports.controller.js';
import { ExportsService } from './figures/exports.service.js';
import { StatisticsService } from './figures/statistics.service.js';
import { FreeTime } from './free-time.service.js';
import { JoinLinksController } from './join-links.controller.js';
import { JoinLinks } from './join-links.service.js';
import { LeaseExtension } from './lease-extension.js';
import { CallLinksController } from './links/call-links.controller.js';
import { CallLinks } from './links/call-links.service.js';
import { LinkUses } from './links/link-uses.service.js';
import { LiveKitRooms } from './livekit.adapter.js';
import { LiveKitController } from './livekit.controller.js';
import { MediaEventsService } from './media-events.service.js';
import { NotesController } from './notes.controller.js';
import { NotesService } from './notes.service.js';
import { Offers } from './offers.service.js';
import { RatingRules } from './rating-rules.service.js';
import { RatingsController } from './ratings.controller.js';
import { RatingsService } from './ratings.service.js';
import { ReceiptsService } from './receipts.service.js';
import { CallRefunds } from './refunds/call-refunds.service.js';
import { RefundsService } from './refunds/refunds.service.js';
import { ReportDecisions } from './report-decisions.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { Rooms } from './rooms.js';
import { Settlements } from './settlements.js';
import { TaxController } from './tax/tax.controller.js';
import { TaxReportService } from './tax/tax-report.service.js';
import { TaxReturns } from './tax/returns.service.js';
import { Taxes } from './tax/taxes.service.js';
import { TimelineController } from './timeline.controller.js';
import { TimelineService } from './timeline.service.js';
import { UserInvoicesController } from './user-invoices/user-invoices.controller.js';
import { UserInvoices } from './user-invoices/user-invoices.service.js';
import { UserInvoicing } from './user-invoices/user-invoicing.service.js';
import { TipsController } from './tips.controller.js';
import { TipsService } from './tips.service.js';
import { TestCalls } from './test-mode/test-calls.service.js';
import { TestClock } from './test-mode/test-clock.service.js';
import { TestJoinsController } from './test-mode/test-joins.controller.js';
import { TestJoins } from './test-mode/test-joins.service.js';
import { TestModeController } from './test-mode/test-mode.controller.js';
import { EarningPresence } from './earning-presence.js';
import { CallExpandable } from './call-expandable.js';

@Module({
  imports: [LicenseesModule, IdentityModule, AdvisorsModule, BillingModule],
  controllers: [
    CalculatorController,
    CallBlocksController,
    CallLinksController,
    CallsController,
    ComplaintsController,
    DashboardController,
    EarningsController,
    ExportsController,
    JoinLinksController,
    LiveKitController,
    NotesController,
    RatingsController,
    ReportsController,
    TaxController,
    TestJoinsController,
    TestModeController,
    TimelineController,
    TipsController,
    UserInvoicesController,
  ],
  providers: [
    CallBlocks,
    CallExpandable,
    BookedCalls,
    CalculatorService,
    CallChanges,
    CallEvidence,
    CallItem,
    CallLinks,
    CallAdmission,
    CallRequestsService,
    CallRooms,
    CallSignals,
    CallTimers,
    CallsJobs,
    CallsService,
    ComplaintDesk,
    ComplaintRecords,
    ComplaintRules,
    ComplaintsJobs,
    ComplaintsService,
    DashboardService,
    EarningPresence,
    EarningsService,
    ExportsService,
    FreeTime,
    JoinLinks,
    LeaseExtension,
    LinkUses,
    MediaEventsService,
    NotesService,
    Offers,
    RatingRules,
    RatingsService,
    ReceiptsService,
    CallRefunds,
    RefundsService,
    ReportDecisions,
    ReportsService,
    Settlements,
    StatisticsService,
    TaxReportService,
    TaxReturns,
    Taxes,
    TestCalls,
    TestClock,
    TestJoins,
    TimelineService,
    TipsService,
    UserInvoices,
    UserInvoicing,
    { provide: Rooms, useClass: LiveKitRooms },
  ],
  exports: [BookedCalls, CallsService, Rooms, TestClock],
})
export class CallingModule {}
