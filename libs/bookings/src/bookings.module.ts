import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { BillingModule } from '@app/billing';
import { CallingModule } from '@app/calling';
import { LicenseesModule } from '@app/licensees';
import { BookingChanges } from './booking-changes.js';
import { BookingMoney } from './booking-money.js';
import { BookingRequestsService } from './booking-requests.service.js';
import { BookingRulesService } from './booking-rules.service.js';
import { BookingSettingsController } from './booking-settings.controller.js';
import { BookingSettingsService } from './booking-settings.service.js';
import { BookingSignals } from './booking-signals.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsJobs } from './bookings.jobs.js';
import { BookingsService } from './bookings.service.js';
import { CalendarFeedsController } from './calendar/feeds.controller.js';
import { CalendarFeeds } from './calendar/feeds.service.js';
import { StaffBookingsController } from './staff-bookings.controller.js';

@Module({
  imports: [LicenseesModule, AdvisorsModule, BillingModule, CallingModule],
  controllers: [BookingsController, BookingSettingsController, StaffBookingsController, CalendarFeedsController],
  providers: [
    BookingChanges,
    BookingMoney,
    BookingRequestsService,
    BookingRulesService,
    BookingSettingsService,
    BookingSignals,
    BookingsJobs,
    BookingsService,
    CalendarFeeds,
  ],
})
export class BookingsModule {}
