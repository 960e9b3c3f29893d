export { Device, type Platform, type PushKind, type RevokedReason } from './device.entity.js';
export { DevicesService } from './devices.service.js';
export { DeviceNotTestable, TestPushNotPending } from './devices.problems.js';
export { LiveService } from './live.service.js';
export { Mail, type MailOutcome, type OutgoingMail } from './mail/mail.js';
export { NotificationsModule } from './notifications.module.js';
export { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';
export { type OutgoingText, type TextOutcome, type TextReport, Texts } from './texts/texts.js';
export {
  InvalidTextSignature,
  NumberNotServed,
  TextBudgetSpent,
  TextsNotOffered,
  WrongCode,
} from './texts/texts.problems.js';
