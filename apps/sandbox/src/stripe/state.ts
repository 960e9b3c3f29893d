import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.js';
import type { Store, Stored } from '../store.js';
import { noSuch } from './refusal.js';
import type { WireSchema } from './wire-schema.js';

/** API version every object and event is written in; the one `stripe` 23.1.0 pins. */
export const API_VERSION = '2026-10-28.endive';

/** How far the person at the other end of an account has come with Stripe's questions. */
export type Progress = 'new' | 'restricted' | 'active' | 'rejected';

/** Times and prices that tests shorten. */
export interface StripeTimings {
  /** How long after a charge its balance transaction appears (`charge.updated`). Real: moments. */
  balanceTransactionDelayMs: number;
  /** How long money stays pending. Real: days. */
  fundsAvailableAfterMs: number;
  /** When a slow test refund (card 4000000000007726) succeeds, or a failing one (...5126) fails. */
  refundSettlesAfterMs: number;
  /** How long a payout needs to the bank; half of it it can still be canceled. Real: days. */
  payoutArrivesAfterMs: number;
  /** How long the platform's own money needs to its balance (top-ups of the balance). Real: days. */
  topupSettlesAfterMs: number;
  /** When the bank of a test card complains after its charge. */
  complaintAfterMs: number;
  /** When the bank has read evidence that decides a test. Real: months. */
  disputeVerdictAfterMs: number;
}

/** Who the account is that a secret key belongs to. */
export interface PlatformIdentity {
  readonly id: string;
  readonly name: string;
  /** Lower case, as Stripe writes them. */
  readonly country: string;
  readonly currency: string;
  /** What Stripe lets it do; everything by itself. */
  readonly progress?: Progress;
}

/** Who asked: copied into the events that the request causes. */
export interface RequestOrigin {
  id: string | null;
  idempotency_key: string | null;
}

/** The kinds of things the sandbox does by itself later. */
export type LaterKind =
  | 'balance_transaction'
  | 'bank_complains'
  | 'dispute_due'
  | 'dispute_verdict'
  | 'funds_available'
  | 'invoice_due'
  | 'invoice_finalizes'
  | 'invoice_retries'
  | 'invoice_upcoming'
  | 'payout_arrives'
  | 'payout_leaves'
  | 'payout_sweep'
  | 'refund_settles'
  | 'session_expiry'
  | 'subscription_cycle'
  | 'subscription_ends'
  | 'subscription_expires'
  | 'topup_settles';

/** A thing to do later, kept in the database so that it survives a restart. */
export interface Later extends Stored {
  kind: LaterKind;
  /** The connected account it happens in, '' for the platform. */
  account: string;
  subject: string;
  dueAtMs: number;
}

/** What is needed to draw and pay a checkout session and that Stripe does not put on the wire. */
export interface SessionPrivate extends Stored {
  lineItems: unknown[];
  paymentIntentData: Record<string, unknown>;
  subscriptionData: Record<string, unknown>;
  /** Begun by the first attempt to pay, in mode subscription. */
  subscription: string | null;
  /** Set while a 3-D Secure page is open. */
  challenge: { intent: string; paymentMethod: string; save: boolean } | null;
}

/** What the issuer knows about a card and the API does not tell. */
export interface CardPrivate extends Stored {
  number: string;
  setUpForOffSession: boolean;
  /** Taken off a customer's file: it can never be used again. */
  detached: boolean;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The id of a field that is either an id or an expanded object. */
export function idOf(field: string | { id: string } | null | undefined): string | null {
  if (field === null || field === undefined) return null;
  return typeof field === 'string' ? field : field.id;
}

/** The state of the Stripe stand-in: objects, time, and the list of things to do later. */
export class StripeState {
  /** The request being answered; answers are made without waiting, so there is one at a time. */
  origin: RequestOrigin = { id: null, idempotency_key: null };
  /** Objects that did not have the shape the SDK promises; specs assert that this stays empty. */
  readonly defects: string[] = [];
  /** Whose account this is. */
  platform: PlatformIdentity = { id: 'acct_1SandboxPlatform', name: 'Sandbox', country: 'de', currency: 'eur' };
  /** Whether Stripe has enabled Accounts v2 for the platform; without it only v1 makes connected accounts. */
  hasAccountsV2 = true;
  /** Whether the account is signed up for Connect; without it there is nothing of connected accounts. */
  hasConnect = true;
  /** Currencies of payers that are settled in another one, set by the control API. */
  readonly settlements = new Map<string, { readonly currency: string; readonly rate: number }>();
  /** Told when something was put off, so that the timer can be set. */
  onLater: () => void = () => undefined;
  /** Told when an event waits for delivery. */
  onEvent: () => void = () => undefined;

  constructor(
    readonly store: Store,
    readonly clock: SandboxClock,
    readonly wire: WireSchema,
    readonly timings: StripeTimings,
    /** Where the hosted pages are, e.g. `http://127.0.0.1:3900`. */
    public baseUrl: string,
  ) {}

  newId(prefix: string, length = 24): string {
    let random = '';
    for (const byte of randomBytes(length)) random += ALPHABET[byte % ALPHABET.length] ?? '0';
    return `${prefix}_${random}`;
  }

  get<T extends Stored>(type: string, id: string): T | undefined {
    return this.store.get<T>(type, id);
  }

  /** The connected account whose request is being answered, '' for the platform. */
  get account(): string {
    return this.store.scope;
  }

  /** Runs `work` on the objects of a connected account. */
  within<T>(account: string, work: () => T): T {
    return this.store.within(account, work);
  }

  /** Runs `work` on what belongs to the platform, whoever asked. */
  onPlatform<T>(work: () => T): T {
    return this.store.within('', work);
  }

  /**
   * The object, or the refusal Stripe would give.
   * @param param name of the parameter that held the id; `id` when it was in the path
   */
  must<T extends Stored>(type: string, id: string, param = 'id'): T {
    const object = this.store.get<T>(type, id);
    if (!object) throw noSuch(type === 'payment_method' ? 'PaymentMethod' : type, id, param);
    return object;
  }

  /** Stores a wire object and notes a defect when its shape is not the one of the API version. */
  save<T extends Stored & { object: string }>(object: T): T {
    const owner = (object as { customer?: string | { id: string } | null }).customer;
    this.store.put(object.object, object, idOf(owner));
    this.check(object);
    return object;
  }

  /** Stores something that never goes over the wire. */
  saveHidden(type: string, object: Stored): void {
    this.store.put(type, object);
  }

  /** Notes (and logs once) an object that the SDK's types do not allow. */
  check(object: object): void {
    const defect = this.wire.answerDefect(object);
    if (!defect || this.defects.includes(defect)) return;
    this.defects.push(defect);
    process.stderr.write(`sandbox: wire defect: ${defect}\n`);
  }

  /** Puts something off. */
  later(kind: LaterKind, subject: string, dueAtMs: number): void {
    const later: Later = { id: `later_${kind}_${subject}`, kind, account: this.account, subject, dueAtMs };
    this.onPlatform(() => this.store.put('later', later));
    this.onLater();
  }

  isPutOff(kind: LaterKind, subject: string): boolean {
    return this.onPlatform(() => this.store.get('later', `later_${kind}_${subject}`)) !== undefined;
  }

  /** Forgets what was put off. */
  never(kind: LaterKind, subject: string): void {
    this.remove(`later_${kind}_${subject}`);
  }

  /** Removes an object for good. */
  remove(id: string): void {
    this.store.database.prepare('DELETE FROM object WHERE id = ?').run(id);
  }
}
