import { Module } from '@nestjs/common';
import { AdvisorsModule } from '@app/advisors';
import { CallingModule } from '@app/calling';
import { IdentityModule } from '@app/identity';
import { LicenseesModule } from '@app/licensees';
import { LicensingModule } from '@app/licensing';
import { PrivacyModule } from '@app/privacy';
import { AdvisorStatusJobs } from './advisor-status.jobs.js';
import { DeviceTestsService } from './device-tests.service.js';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { LiveController } from './live.controller.js';
import { LiveService } from './live.service.js';
import { ApnsPush } from './apns.adapter.js';
import { FcmPush } from './fcm.adapter.js';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { CallbacksService } from './callbacks/callbacks.service.js';
import { Mail } from './mail/mail.js';
import { MailJobs } from './mail/mail.jobs.js';
import { MessageSecrets } from './message-secrets.js';
import { MailTemplatesController } from './mail/mail-templates.controller.js';
import { MailTemplatesService } from './mail/mail-templates.service.js';
import { TestMailsController } from './mail/test-mails.controller.js';
import { TestMails } from './mail/test-mails.service.js';
import { MailWriter } from './mail/mail-writer.service.js';
import { MailsService } from './mail/mails.service.js';
import { SmtpMail } from './mail/smtp.adapter.js';
import { InAppService } from './notices/in-app.service.js';
import { NoticePushes } from './notices/notice-pushes.js';
import { NoticesController } from './notices/notices.controller.js';
import { NoticeJobs } from './notices/notices.jobs.js';
import { WithdrawalMails } from './notices/withdrawal-mails.service.js';
import { OneClickController } from './preferences/one-click.controller.js';
import { MarketingService } from './preferences/marketing.service.js';
import { PreferencesController } from './preferences/preferences.controller.js';
import { PreferencesService } from './preferences/preferences.service.js';
import { MailSenderController } from './sender/mail-sender.controller.js';
import { MailSenders } from './sender/mail-senders.service.js';
import { SenderDomainsService } from './sender/sender-domains.service.js';
import { Push } from './push.js';
import { RoutedPush } from './routed-push.js';
import { WebPush } from './web-push.adapter.js';
import { RingJobs } from './ring.jobs.js';
import { RingsController } from './rings.controller.js';
import { RingsService } from './rings.service.js';
import { RingLetters } from './ring-letters.service.js';
import { SiteLiveController } from './site-live.controller.js';
import { SiteLiveService } from './site-live.service.js';
import { StaffTextsController } from './texts/staff-texts.controller.js';
import { TextBrand } from './texts/text-brand.js';
import { TextBudgets } from './texts/text-budgets.service.js';
import { TextNumbersController } from './texts/text-numbers.controller.js';
import { TextNumbersService } from './texts/text-numbers.service.js';
import { TextReportsController } from './texts/text-reports.controller.js';
import { TextReports } from './texts/text-reports.service.js';
import { TextSettlement } from './texts/text-settlement.service.js';
import { TextWriter } from './texts/text-writer.service.js';
import { TextJobs } from './texts/texts.jobs.js';
import { Texts } from './texts/texts.js';
import { TextsService } from './texts/texts.service.js';
import { TwilioTexts } from './texts/twilio.adapter.js';

/** Reaching people: mails in the look of the licensee, texts to numbers that are proved, what they want to hear of, their devices, ringing them, and the live events of their open screens; and what visitors of a site see live. */
@Module({
  imports: [AdvisorsModule, CallingModule, IdentityModule, LicenseesModule, LicensingModule, PrivacyModule],
  controllers: [
    DevicesController,
    RingsController,
    LiveController,
    SiteLiveController,
    CallbacksController,
    MailSenderController,
    MailTemplatesController,
    TestMailsController,
    NoticesController,
    OneClickController,
    PreferencesController,
    StaffTextsController,
    TextNumbersController,
    TextReportsController,
  ],
  providers: [
    DevicesService,
    DeviceTestsService,
    LiveService,
    SiteLiveService,
    RingJobs,
    RingLetters,
    RingsService,
    AdvisorStatusJobs,
    CallbacksService,
    MailJobs,
    MailTemplatesService,
    TestMails,
    MailWriter,
    MailsService,
    MessageSecrets,
    MailSenders,
    SenderDomainsService,
    InAppService,
    NoticeJobs,
    NoticePushes,
    WithdrawalMails,
    MarketingService,
    PreferencesService,
    TextBrand,
    TextBudgets,
    TextJobs,
    TextNumbersService,
    TextReports,
    TextSettlement,
    TextsService,
    TextWriter,
    { provide: Texts, useClass: TwilioTexts },
    { provide: Mail, useClass: SmtpMail },
    FcmPush,
    ApnsPush,
    WebPush,
    { provide: Push, useClass: RoutedPush },
  ],
  exports: [DevicesService],
})
export class NotificationsModule {}
