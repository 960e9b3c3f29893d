import type { AccountFault, NextStep } from '@app/billing';
import type { ComplaintOutcome, RemovalReason } from '@app/calling';
import { moneyText } from '@app/kernel';
import { type MailLocale } from '../mail/templates.js';

/** A withdrawal as it was said; name and address only where nobody was signed in. */
export interface Withdrawn {
  readonly name: string | null;
  readonly email: string | null;
  readonly locale: string;
  readonly words: string | null;
  readonly currency: string | null;
  readonly lots: readonly {
    readonly paidAt: string;
    readonly amountMinor: number;
    readonly refundedMinor: number;
    readonly heldMinor: number;
  }[];
  readonly created_at: Date;
}

const ENDPOINT_CAUSES: Readonly<Record<MailLocale, Readonly<Record<'gone' | 'failing', string>>>> = {
  en: {
    gone: 'answered 410, which asks for no more messages',
    failing: 'took none of our messages for days',
  },
  de: {
    gone: 'hat mit 410 geantwortet und will keine Nachrichten mehr',
    failing: 'hat seit Tagen keine unserer Nachrichten angenommen',
  },
};

const OUTCOMES: Readonly<Record<MailLocale, Readonly<Record<ComplaintOutcome, string>>>> = {
  en: {
    refunded: 'The price of the call was given back to you.',
    partly_refunded: 'A part of the price of the call was given back to you.',
    rejected: 'Your complaint was not accepted.',
    withdrawn: 'You took your complaint back.',
  },
  de: {
    refunded: 'Der Preis des Gesprächs wurde Ihnen erstattet.',
    partly_refunded: 'Ein Teil des Gesprächspreises wurde Ihnen erstattet.',
    rejected: 'Ihrer Beschwerde wurde nicht stattgegeben.',
    withdrawn: 'Sie haben Ihre Beschwerde zurückgezogen.',
  },
};

/** What a payee can do about a payout that failed [I7]; the page of payouts says the reason too. */
const PAYOUT_STEPS: Readonly<Record<MailLocale, Readonly<Record<NextStep, string>>>> = {
  en: {
    change_bank_details: 'Your bank did not take it: please change your bank details.',
    finish_onboarding: 'Stripe does not let your account be paid: please finish what it asks for.',
    wait: 'You need not do anything: the next payout tries again.',
    ask_support: 'Please ask our support.',
  },
  de: {
    change_bank_details: 'Ihre Bank hat sie nicht angenommen: Bitte ändern Sie Ihre Bankdaten.',
    finish_onboarding: 'Stripe lässt Zahlungen an Ihr Konto nicht zu: Bitte vervollständigen Sie dort, was fehlt.',
    wait: 'Sie müssen nichts tun: Die nächste Auszahlung versucht es wieder.',
    ask_support: 'Bitte fragen Sie unseren Support.',
  },
};

const PAGES: Readonly<Record<MailLocale, Readonly<Record<string, string>>>> = {
  en: { terms: 'Terms', privacy: 'Privacy', withdrawal: 'Right of withdrawal' },
  de: { terms: 'Nutzungsbedingungen', privacy: 'Datenschutz', withdrawal: 'Widerruf' },
};

/** The reasons for which a review is removed; nothing else is one [K2]. */
const REMOVALS: Readonly<Record<MailLocale, Readonly<Record<RemovalReason, string>>>> = {
  en: {
    personal_data: 'personal data of somebody',
    insult: 'an insult',
    hate: 'hate or a threat',
    advertising: 'advertising',
    off_topic: 'not about the call',
    untrue_fact: 'a fact that is not true',
    unlawful: 'against the law',
  },
  de: {
    personal_data: 'personenbezogene Daten',
    insult: 'Beleidigung',
    hate: 'Hass oder Drohung',
    advertising: 'Werbung',
    off_topic: 'betrifft nicht das Gespräch',
    untrue_fact: 'unwahre Tatsache',
    unlawful: 'rechtswidrig',
  },
};

/** What is wrong, as far as the operator is told of it by mail. */
const CHECKS: Readonly<Record<MailLocale, Readonly<Record<string, string>>>> = {
  en: {
    stripe_difference: 'our books and those of Stripe differ',
    stripe_suspense: 'nobody knows the cause of a line at Stripe',
    stripe_comparison: 'our books were not compared with Stripe’s in time',
    coverage: 'money at Stripe does not cover what is owed',
    aged_money: 'money of callers has lain at Stripe for long',
    clearing: 'a refund or a payout hangs for more than a day',
    automatic_payouts: 'Stripe pays out by itself, or does not say',
    stripe_accounts: 'an account at Stripe is held back, or sends no events',
  },
  de: {
    stripe_difference: 'unsere Bücher und die von Stripe weichen ab',
    stripe_suspense: 'die Ursache einer Buchung bei Stripe ist unbekannt',
    stripe_comparison: 'unsere Bücher wurden nicht rechtzeitig mit Stripe verglichen',
    coverage: 'das Geld bei Stripe deckt nicht, was geschuldet wird',
    aged_money: 'Geld von Anrufern liegt seit langem bei Stripe',
    clearing: 'eine Erstattung oder Auszahlung hängt seit mehr als einem Tag',
    automatic_payouts: 'Stripe zahlt von selbst aus oder sagt nichts dazu',
    stripe_accounts: 'ein Konto bei Stripe ist eingeschränkt oder schickt keine Ereignisse',
  },
};

/** What a licensee is told of its own account at Stripe. */
const ACCOUNT_FAULTS: Readonly<Record<MailLocale, Readonly<Record<AccountFault, string>>>> = {
  en: {
    key_refused: 'Stripe does not know its key any more',
    charges_disabled: 'Stripe takes no payments for it',
    webhook_missing: 'an endpoint for webhooks is missing',
    webhook_disabled: 'an endpoint for webhooks is switched off',
    payouts_disabled: 'Stripe pays nothing out from it',
    requirements_due: 'Stripe asks for information',
    webhook_events_missing: 'an endpoint for webhooks does not send all events',
    webhooks_unreadable: 'its key may not see the endpoints for webhooks',
  },
  de: {
    key_refused: 'Stripe kennt seinen Schlüssel nicht mehr',
    charges_disabled: 'Stripe nimmt dort keine Zahlungen an',
    webhook_missing: 'ein Endpunkt für Webhooks fehlt',
    webhook_disabled: 'ein Endpunkt für Webhooks ist abgeschaltet',
    payouts_disabled: 'Stripe zahlt von dort nichts aus',
    requirements_due: 'Stripe verlangt Angaben',
    webhook_events_missing: 'ein Endpunkt für Webhooks sendet nicht alle Ereignisse',
    webhooks_unreadable: 'sein Schlüssel darf die Endpunkte für Webhooks nicht sehen',
  },
};

/** What of a withdrawal is said in its acknowledgement. */
const WITHDRAWN: Readonly<
  Record<
    MailLocale,
    {
      readonly payment: (day: string, amount: string, back: string) => string;
      readonly held: (amount: string) => string;
      readonly words: (words: string) => string;
      readonly outcome: Readonly<Record<'refunded' | 'declined', string>>;
    }
  >
> = {
  en: {
    payment: (day, amount, back) => `payment of ${day}, ${amount}: ${back} goes back`,
    held: (amount) => `${amount} is held by a call or a booking`,
    words: (words) => `“${words}”`,
    outcome: { refunded: 'Money was given back to you.', declined: 'No money is given back for it.' },
  },
  de: {
    payment: (day, amount, back) => `Zahlung vom ${day}, ${amount}: ${back} gehen zurück`,
    held: (amount) => `${amount} sind für ein Gespräch oder einen Termin reserviert`,
    words: (words) => `„${words}“`,
    outcome: { refunded: 'Ihnen wurde Geld zurückgegeben.', declined: 'Es wird kein Geld dafür zurückgegeben.' },
  },
};

/** Where nothing is known of who did it, or from where. */
const UNKNOWN: Readonly<Record<MailLocale, Readonly<Record<'colleague' | 'device' | 'address', string>>>> = {
  en: { colleague: 'Somebody', device: 'an unknown device', address: 'unknown address' },
  de: { colleague: 'Jemand', device: 'unbekanntes Gerät', address: 'Adresse unbekannt' },
};

/** The service names devices in English, "Chrome on Linux". */
const DEVICE_ON: Readonly<Record<MailLocale, string>> = { en: 'on', de: 'auf' };

const TAGS: Readonly<Record<MailLocale, string>> = { en: 'en-GB', de: 'de-DE' };

/** Says facts in the language of who is told, and times in the zone of the licensee. */
export class NoticeWords {
  constructor(
    readonly locale: MailLocale,
    private readonly timeZone: string,
  ) {}

  money(minor: number, currency: string): string {
    return moneyText(minor, currency, this.locale);
  }

  /** With the zone: the pages show the same time in that of the reader. */
  moment(iso: string): string {
    return this.format(
      {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
        timeZone: this.timeZone,
      },
      new Date(iso),
    );
  }

  /** With seconds and the zone, where the moment itself is what counts. */
  exactMoment(at: Date): string {
    return this.format({ dateStyle: 'long', timeStyle: 'long', timeZone: this.timeZone }, at);
  }

  /** From where something was done; an event of before it was kept has neither. */
  origin({ device, ip }: { device?: string; ip?: string | null }): { device: string; address: string } {
    const unknown = UNKNOWN[this.locale];
    const isKnown = device !== undefined && device !== 'Unknown device';
    return {
      device: isKnown ? device.replace(' on ', ` ${DEVICE_ON[this.locale]} `) : unknown.device,
      address: ip ?? unknown.address,
    };
  }

  /** Who of the team did something. */
  colleague(name: string | undefined): string {
    return name ?? UNKNOWN[this.locale].colleague;
  }

  day(iso: string): string {
    return this.format({ dateStyle: 'long', timeZone: this.timeZone }, new Date(iso));
  }

  /** `2026-11` in words. */
  month(month: string): string {
    return this.format({ month: 'long', year: 'numeric', timeZone: 'UTC' }, new Date(`${month}-15T00:00:00Z`));
  }

  whole(value: bigint | number): string {
    return new Intl.NumberFormat(TAGS[this.locale]).format(value);
  }

  duration(seconds: number): string {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }

  payoutStep(step: NextStep): string {
    return PAYOUT_STEPS[this.locale][step];
  }

  outcome(outcome: ComplaintOutcome): string {
    return OUTCOMES[this.locale][outcome];
  }

  removalReason(reason: string): string {
    return REMOVALS[this.locale][reason as RemovalReason] ?? reason;
  }

  check(id: string): string {
    return CHECKS[this.locale][id] ?? id;
  }

  accountFault(fault: AccountFault): string {
    return ACCOUNT_FAULTS[this.locale][fault];
  }

  /** Everything that somebody withdrew from, on one line. */
  withdrawn({ lots, words, currency }: Withdrawn): string {
    const said = WITHDRAWN[this.locale];
    return [
      ...lots.map(({ paidAt, amountMinor, refundedMinor, heldMinor }) =>
        [
          said.payment(
            this.day(paidAt),
            this.money(amountMinor, currency ?? ''),
            this.money(refundedMinor, currency ?? ''),
          ),
          ...(heldMinor > 0 ? [said.held(this.money(heldMinor, currency ?? ''))] : []),
        ].join(', '),
      ),
      ...(words === null ? [] : [said.words(words)]),
    ].join('; ');
  }

  withdrawalOutcome(outcome: 'refunded' | 'declined'): string {
    return WITHDRAWN[this.locale].outcome[outcome];
  }

  /** After the host of a webhook endpoint. */
  endpointCause(because: 'gone' | 'failing'): string {
    return ENDPOINT_CAUSES[this.locale][because];
  }

  page(kind: string): string {
    return PAGES[this.locale][kind] ?? kind;
  }

  private format(options: Intl.DateTimeFormatOptions, at: Date): string {
    return new Intl.DateTimeFormat(TAGS[this.locale], options).format(at);
  }
}
