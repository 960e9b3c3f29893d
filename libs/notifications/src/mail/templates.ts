import { type Values, hasButton, hasOpenBraces, placeholdersOf } from './mail-text.js';
import { MAIL_WORDS } from './mail-words.js';

/** What a template may say: its own placeholders beside `name` (of the person) and `brand`, and whether it has something to lead to. */
interface Template {
  readonly fields: readonly string[];
  readonly hasLink: boolean;
  /** Who gets it; staff mails are not shown to end users. */
  readonly audience: 'people' | 'advisors' | 'staff';
}

const to = (audience: Template['audience'], hasLink: boolean, ...fields: string[]): Template => ({
  fields,
  hasLink,
  audience,
});

/** Mails that tell what becomes of an account that is closed: they are for its owner all the same. */
export const FOR_CLOSED_ACCOUNTS: readonly string[] = [
  'account_closed',
  'wallet_refund_failed',
  'paid_by_hand',
  'withdrawal_confirmed',
  'withdrawal_received',
  'withdrawal_decided',
];

/** Every mail that the product sends. */
export const TEMPLATES = {
  verify_email: to('people', true),
  reset_password: to('people', true, 'date', 'device', 'address'),
  password_changed: to('people', true, 'date', 'device', 'address'),
  account_closed: to('people', false, 'date'),
  new_device: to('people', true, 'device', 'address', 'date'),
  marketing_confirm: to('people', true),
  legal_changed: to('people', true, 'page'),
  call_receipt: to('people', true, 'advisor', 'duration', 'amount'),
  call_refunded: to('people', true, 'amount'),
  call_refunded_to_card: to('people', true, 'amount', 'card'),
  top_up_receipt: to('people', true, 'amount'),
  user_invoice: to('people', true, 'number', 'month', 'amount'),
  user_credit_note: to('people', true, 'number', 'month', 'amount'),
  wallet_refund_failed: to('people', true, 'amount'),
  paid_by_hand: to('people', false, 'amount', 'reference'),
  service_ended: to('people', true, 'amount'),
  withdrawal_confirmed: to('people', false, 'date', 'content', 'amount'),
  withdrawal_received: to('people', false, 'date', 'content'),
  withdrawal_decided: to('people', false, 'date', 'outcome', 'words'),
  auto_top_up_stopped: to('people', true),
  promo_expiring: to('people', true, 'amount', 'date'),
  complaint_resolved: to('people', true, 'outcome'),
  account_warned: to('people', true, 'words'),
  account_suspended: to('people', false, 'words'),
  rating_removed: to('people', true, 'reason', 'words'),
  reply_removed: to('advisors', true, 'reason', 'words'),
  advisor_online: to('people', true, 'advisor'),
  callback_ready: to('people', true, 'advisor'),
  callback_declined: to('people', false, 'advisor'),
  callback_asked: to('advisors', true),
  call_waiting: to('advisors', true),
  booking_accepted: to('people', true, 'advisor', 'date', 'length', 'amount'),
  booking_declined: to('people', true, 'advisor', 'date', 'amount'),
  booking_lapsed: to('people', true, 'advisor', 'date', 'amount'),
  booking_cancelled: to('people', true, 'advisor', 'date', 'amount'),
  booking_missed: to('people', true, 'advisor', 'date', 'kept', 'amount'),
  booking_not_held: to('people', true, 'advisor', 'date', 'amount'),
  booking_reminder: to('people', true, 'advisor', 'date', 'length'),
  booking_soon: to('people', true, 'advisor', 'date', 'length'),
  booking_started: to('people', true, 'advisor', 'date'),
  booking_asked: to('advisors', true, 'guest', 'date', 'length', 'until'),
  booking_made: to('advisors', true, 'guest', 'date', 'length'),
  booking_called_off: to('advisors', true, 'guest', 'date'),
  booking_user_missing: to('advisors', true, 'guest', 'date'),
  booking_advisor_missing: to('advisors', true, 'guest', 'date'),
  booking_reminder_advisor: to('advisors', true, 'guest', 'date', 'length'),
  booking_soon_advisor: to('advisors', true, 'guest', 'date', 'length'),
  calendar_disconnected: to('advisors', true, 'calendar'),
  payout_paid: to('advisors', false, 'amount'),
  payout_failed: to('advisors', true, 'amount', 'step'),
  payout_account_changed: to('advisors', true, 'date'),
  tax_identity_reminder: to('advisors', true),
  complaint_opened: to('advisors', true, 'date'),
  complaint_in_review: to('staff', true, 'date'),
  complaint_overdue: to('staff', true),
  withdrawal_waiting: to('staff', true),
  dispute_opened: to('staff', true, 'amount', 'date'),
  dispute_won: to('staff', true, 'amount'),
  dispute_lost: to('staff', true, 'amount'),
  fraud_warning: to('staff', true, 'amount'),
  api_key_created: to('staff', true, 'key', 'hint', 'who', 'date'),
  sign_in_key_added: to('staff', true, 'key', 'who', 'date'),
  webhook_endpoint_disabled: to('staff', false, 'host', 'cause'),
  usage_report: to('staff', true, 'month', 'calls', 'minutes', 'revenue', 'people'),
  verify_owner_email: to('staff', true),
  licence_invoice: to('staff', true, 'number', 'amount', 'date'),
  licence_invoice_netted: to('staff', true, 'number', 'amount', 'netted', 'left', 'date'),
  licence_unpaid: to('staff', true, 'number', 'amount', 'date'),
  licence_suspended: to('staff', true, 'number', 'amount'),
  licence_held: to('staff', true),
  licence_ending: to('staff', true, 'date'),
  licence_ended: to('staff', true, 'date', 'until'),
  operator_incident: to('staff', true, 'check'),
  stripe_account_unwell: to('staff', true, 'fault'),
  issuer_volume: to('staff', true, 'issuer', 'percent'),
} as const satisfies Record<string, Template>;

export type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[];

/** Those that the platform writes under its own name: a licensee does not change them. */
const OF_THE_PLATFORM: readonly TemplateName[] = [
  'verify_owner_email',
  'licence_invoice',
  'licence_invoice_netted',
  'licence_unpaid',
  'licence_suspended',
  'licence_held',
  'licence_ending',
  'licence_ended',
  'operator_incident',
  'stripe_account_unwell',
  'issuer_volume',
];
/** The law says what is in them (Directive 2011/83/EU, art. 11a): other words could leave it out. */
const OF_THE_LAW: readonly TemplateName[] = ['withdrawal_confirmed', 'withdrawal_received'];
export const EDITABLE_TEMPLATES = TEMPLATE_NAMES.filter((name) => ![...OF_THE_PLATFORM, ...OF_THE_LAW].includes(name));

export const MAIL_LOCALES = ['en', 'de'] as const;
export type MailLocale = (typeof MAIL_LOCALES)[number];
export const mailLocale = (locale: string): MailLocale => (locale.startsWith('de') ? 'de' : 'en');

export interface TemplateText {
  readonly subject: string;
  readonly body: string;
}

export const standardText = (name: TemplateName, locale: MailLocale): TemplateText => MAIL_WORDS[locale][name];

export const fieldsOf = (name: TemplateName): string[] => ['name', 'brand', ...TEMPLATES[name].fields];

/** Words of a licensee. Those of before the mail led anywhere get its button: who reads an alert must be able to act on it. */
export function ownText(name: TemplateName, locale: MailLocale, { subject, body }: TemplateText): TemplateText {
  if (!TEMPLATES[name].hasLink || hasButton(body)) return { subject, body };
  const [button] = /^\[\[.+\]\]$/m.exec(standardText(name, locale).body) ?? [''];
  return { subject, body: `${body}\n\n${button}` };
}

/** The first thing wrong with words of a licensee. */
export function templateFault(
  name: TemplateName,
  { subject, body }: TemplateText,
): { kind: 'placeholder'; placeholder: string; pointer: string } | { kind: 'braces' } | { kind: 'button' } | undefined {
  for (const [pointer, text] of [
    ['/subject', subject],
    ['/body', body],
  ] as const) {
    const unknown = placeholdersOf(text).find((one) => !fieldsOf(name).includes(one));
    if (unknown !== undefined) return { kind: 'placeholder', placeholder: unknown, pointer };
  }
  if (hasOpenBraces(subject) || hasOpenBraces(body)) return { kind: 'braces' };
  // A mail that proves an address or sets a password is worth nothing without its link.
  return TEMPLATES[name].hasLink === hasButton(body) ? undefined : { kind: 'button' };
}

const SAMPLES: Readonly<Record<MailLocale, Values>> = {
  en: {
    name: 'Ada Example',
    advisor: 'Dr Grace Sample',
    amount: '€24.90',
    card: '€20.00',
    date: '31 January 2030 at 12:00 CET',
    guest: 'Guest 4F7K2M',
    length: '30',
    until: '30 January 2030 at 12:00 CET',
    kept: '€12.00',
    device: 'Firefox on Linux',
    address: '203.0.113.7',
    key: 'Our shop',
    hint: 'sk_live_7k3m...9xw2',
    who: 'Grace Example',
    host: 'hooks.example.com',
    cause: 'took none of our messages for days',
    duration: '12:30',
    calendar: 'Google',
    page: 'Terms',
    outcome: 'Your money was given back.',
    step: 'Please change your bank details.',
    reason: 'an insult',
    words: 'Please stay polite.',
    number: 'INV-2030-0001',
    reference: 'SEPA 2030-01-31 / 0042',
    netted: '€20.00',
    left: '€4.90',
    month: 'January 2030',
    calls: '412',
    minutes: '6,204',
    revenue: '€18,420.50',
    people: '188',
    content: 'payment of 20 January 2030, €24.90: €20.00 goes back',
    check: 'our books and those of Stripe differ',
    fault: 'Stripe asks for answers',
    issuer: 'Aurora Lines Ltd',
    percent: '80',
  },
  de: {
    name: 'Ada Beispiel',
    advisor: 'Dr. Grace Muster',
    amount: '24,90 €',
    card: '20,00 €',
    date: '31. Januar 2030 um 12:00 MEZ',
    guest: 'Guest 4F7K2M',
    length: '30',
    until: '30. Januar 2030 um 12:00 MEZ',
    kept: '12,00 €',
    device: 'Firefox auf Linux',
    address: '203.0.113.7',
    key: 'Unser Shop',
    hint: 'sk_live_7k3m...9xw2',
    who: 'Grace Beispiel',
    host: 'hooks.example.com',
    cause: 'hat seit Tagen keine unserer Nachrichten angenommen',
    duration: '12:30',
    calendar: 'Google',
    page: 'Nutzungsbedingungen',
    outcome: 'Das Geld wurde erstattet.',
    step: 'Bitte ändern Sie Ihre Bankdaten.',
    reason: 'Beleidigung',
    words: 'Bitte bleiben Sie höflich.',
    number: 'INV-2030-0001',
    reference: 'SEPA 2030-01-31 / 0042',
    netted: '20,00 €',
    left: '4,90 €',
    month: 'Januar 2030',
    calls: '412',
    minutes: '6.204',
    revenue: '18.420,50 €',
    people: '188',
    content: 'Zahlung vom 20. Januar 2030, 24,90 €: 20,00 € gehen zurück',
    check: 'unsere Bücher und die von Stripe weichen ab',
    fault: 'Stripe erwartet Antworten',
    issuer: 'Aurora Lines GmbH',
    percent: '80',
  },
};

/** Values for a preview. */
export const sampleValues = (locale: MailLocale, brand: string): Values => ({ ...SAMPLES[locale], brand });
