import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { BillingModule } from '@app/billing';
import { CallingModule } from '@app/calling';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { BookingChanges } from './booking-changes.js';
import { BookingMoney } from './booking-money.js';
import { BookingRequestsService } from './booking-requests.service.js';
import { BookingRulesService } from './booking-rules.service.js';
import { BookingSettingsController } from './booking-settings.controller.js';
import { BookingSettingsService } from './booking-settings.service.js';
import { BookingSignals } from './booking-signals.js';
import { BookingTimers } from './booking-timers.service.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsJobs } from './bookings.jobs.js';
import { BookingsService } from './bookings.service.js';
import { CalendarSecrets } from './calendar/calendar-secrets.js';
import { CalendarProviders } from './calendar/calendar-providers.js';
import { CalendarSync } from './calendar/calendar-sync.service.js';
import { CalendarTokensService } from './calendar/calendar-tokens.service.js';
import { CalendarWrites } from './calendar/calendar-writes.service.js';
import { CalendarCallbackController, CalendarsController } from './calendar/calendars.controller.js';
import { CalendarsJobs } from './calendar/calendars.jobs.js';
import { CalendarsService } from './calendar/calendars.service.js';
import { CalendarFeedsController } from './calendar/feeds.controller.js';
import { CalendarFeeds } from './calendar/feeds.service.js';
import { StaffBookingsController } from './staff-bookings.controller.js';
import { TestBookingsController } from './test-mode/test-bookings.controller.js';
import { TestBookings } from './test-mode/test-bookings.service.js';
import { UserBookingsController } from './user-bookings.controller.js';
import { UserBookings } from './user-bookings.service.js';
import { BookingExpandable } from './booking-expandable.js';

@Module({
  imports: [LicenseesModule, IdentityModule, AdvisorsModule, BillingModule, CallingModule],
  controllers: [
    BookingsController,
    BookingSettingsController,
    StaffBookingsController,
    TestBookingsController,
    UserBookingsController,
    CalendarCallbackController,
    CalendarFeedsController,
    CalendarsController,
  ],
  providers: [
    CalendarSecrets,
    BookingExpandable,
    BookingChanges,
    BookingMoney,
    BookingRequestsService,
    BookingRulesService,
    BookingSettingsService,
    BookingSignals,
    BookingTimers,
    BookingsJobs,
    BookingsService,
    CalendarFeeds,
    CalendarProviders,
    CalendarSync,
    CalendarTokensService,
    CalendarWrites,
    CalendarsJobs,
    CalendarsService,
    TestBookings,
    UserBookings,
  ],
  exports: [BookingSettingsService],
})
export class BookingsModule {}
