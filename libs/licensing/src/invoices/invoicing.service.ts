import { Injectable } from '@nestjs/common';
import { IsNull, Like, Not } from 'typeorm';
import {
  type Context,
  Db,
  Outbox,
  type Tx,
  addSeconds,
  documentLocale,
  newId,
  publicId,
  recordAudit,
  rowsOf,
  sealed,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService, nextNumber, taxOn, treatmentOf } from '@app/licensees';
import { Licence, LicenceChange } from '../licence/licence.entity.js';
import { lockLicence } from '../licence/licence.queries.js';
import { dayOf } from '../licence/licences.service.js';
import { OperatorTenant } from '../operator-tenant.js';
import type { BillingProfile } from './billing-profile.entity.js';
import { BillingProfilesService } from './billing-profiles.service.js';
import {
  type Charge,
  type Stretch,
  addDays,
  chargesOf,
  closingCharge,
  nextMonth,
  setupCharge,
  shareCharge,
  stretchesOf,
} from './charges.js';
import { OperatorShares } from './operator-shares.service.js';
import type { InvoiceDocument, Party } from './invoice-document.js';
import { chargeText } from './invoice-words.js';
import { LicenceCustomer } from './licence-payment.entity.js';
import { LicenceInvoice } from './invoice.entity.js';
import { LicenceInvoiceIssued } from '../licensing.events.js';
import { LicenceBooks } from './licence-books.js';
import { NettingsService } from './nettings.service.js';

/** What was settled within the month is there by now. */
const SETTLED_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/**
 * Writes the invoices of a licence [J17]: the set-up fee when it begins to be charged, then each calendar month (UTC) when it is over, and what is left after the end. Lines, number, posting and
 * document are one transaction under the lock of the licence, so a crash leaves either all of it or nothing, and a second run finds the month done.
 */
@Injectable()
export class InvoicingService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly profiles: BillingProfilesService,
    private readonly operator: OperatorTenant,
    private readonly books: LicenceBooks,
    private readonly outbox: Outbox,
    private readonly shares: OperatorShares,
    private readonly nettings: NettingsService,
  ) {}

  /** Issues whatever is due for the tenant. @throws InvoicePartyMissing */
  async invoiceDue(ctx: Context): Promise<void> {
    await this.operator.id();
    while (await this.db.transaction(ctx, (tx) => this.next(tx))) {
      // one document per transaction
    }
  }

  /** One step: true when there may be another. */
  private async next(tx: Tx): Promise<boolean> {
    const licence = await lockLicence(tx);
    if (!licence) return false;
    return (await this.month(tx, licence)) || (await this.rest(tx, licence));
  }

  /** The set-up fee, then each month that is over. */
  private async month(tx: Tx, licence: Licence): Promise<boolean> {
    if (licence.chargedFrom === null || licence.invoicedUntil === null) return false;
    const { licenseeId } = tx.ctx;
    if (!licence.setupInvoiced) {
      await this.issue(tx, licence, 'setup', setupCharge(licence.terms, licence.planName));
      await tx.update(Licence, { licenseeId }, { setupInvoiced: true });
      return true;
    }
    const month = licence.invoicedUntil;
    const end = firstFreeDay(licence);
    if (end !== null && month >= end) return false;
    const over = licence.status === 'terminated' && end !== null && end < nextMonth(month) ? end : nextMonth(month);
    if (tx.now < addSeconds(new Date(`${over}T00:00:00Z`), SETTLED_SECONDS)) return false;
    const stretches = stretchesOf(month, licence.chargedFrom, end, await termsHistory(tx));
    const charges = chargesOf(month, stretches, await billedSeconds(tx, stretches));
    const share = shareCharge(stretches, await this.shares.claim(tx, licence.currency, over));
    await this.issue(tx, licence, month.slice(0, 7), [...charges, ...share], stretches);
    await tx.update(Licence, { licenseeId }, { invoicedUntil: nextMonth(month) });
    return true;
  }

  /**
   * What settled after the last month of a licence that has ended, or all of it where no month was ever charged: a closing invoice of the operator's share, once calls,
   * refunds and payouts are done. What comes even later is another one.
   */
  private async rest(tx: Tx, licence: Licence): Promise<boolean> {
    const end = firstFreeDay(licence);
    if (licence.ending !== 'export' || end === null) return false;
    if (licence.chargedFrom !== null && licence.invoicedUntil! < end) return false;
    const charges = closingCharge(licence.planName, await this.shares.claim(tx, licence.currency));
    if (charges.length === 0) return false;
    const before = await tx.countBy(LicenceInvoice, { licenseeId: tx.ctx.licenseeId, period: Like('closing%') });
    await this.issue(tx, licence, before === 0 ? 'closing' : `closing-${before + 1}`, charges);
    return true;
  }

  private async issue(
    tx: Tx,
    licence: Licence,
    period: string,
    charges: readonly Charge[],
    stretches: readonly Stretch[] = [],
  ): Promise<void> {
    if (charges.length === 0) return;
    const buyer = await this.profiles.needed(tx);
    const locale = documentLocale((await this.licensees.licenseeOf(tx)).locale);
    const { profile: seller, issuer } = await this.operator.within(tx, (operators) => this.profiles.issuer(operators));
    const net = charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const treatment = treatmentOf(
      { country: seller.country, taxRateBp: issuer.taxRateBp },
      { ...buyer, isRefused: await this.profiles.isNumberRefused(tx) },
    );
    const tax = taxOn(net, treatment);
    const id = newId();
    const number = await this.operator.within(tx, (operators) => nextNumber(operators, issuer.series, 'invoice'));
    const dueAt = addSeconds(tx.now, issuer.paymentDays * DAY_SECONDS);
    const first = stretches[0];
    const document: InvoiceDocument = {
      version: 1,
      kind: 'invoice',
      number,
      locale,
      issuedOn: dayOf(tx.now),
      dueOn: dayOf(dueAt),
      currency: licence.currency,
      seller: partyOf(seller),
      buyer: partyOf(buyer),
      period: first ? { from: first.from, to: addDays(stretches.at(-1)!.until, -1) } : null,
      lines: charges.map((charge) => ({
        text: chargeText(charge, licence.currency, locale),
        amountMinor: toJsonMinor(charge.amountMinor),
      })),
      netMinor: toJsonMinor(net),
      tax: { ...treatment, amountMinor: toJsonMinor(tax) },
      totalMinor: toJsonMinor(net + tax),
      original: null,
      reason: null,
      bankDetails: issuer.bankDetails,
    };
    const transactionId = await this.books.post(tx, {
      kind: 'licence_invoice',
      key: `licence-invoice:${id}`,
      currency: licence.currency,
      invoiceId: id,
      legs: { licence_receivable: -(net + tax), licence_revenue: net, tax },
    });
    for (const { kind, amountMinor } of charges)
      if (kind === 'share') await this.shares.invoiced(tx, licence.currency, id, amountMinor);
    const hasCard = await tx.existsBy(LicenceCustomer, {
      licenseeId: tx.ctx.licenseeId,
      paymentMethodId: Not(IsNull()),
    });
    await tx.insert(LicenceInvoice, {
      licenseeId: tx.ctx.licenseeId,
      id,
      number,
      period,
      currency: licence.currency,
      net,
      tax,
      total: net + tax,
      status: 'open',
      ...sealed(document),
      transactionId,
      issuedAt: tx.now,
      dueAt,
      // A saved card is charged at once; without one the licensee has until the due date.
      nextAttemptAt: hasCard ? tx.now : dueAt,
    });
    await recordAudit(tx, {
      action: 'licence_invoice.issued',
      subject: { kind: 'licence_invoice', id: publicId('licenceInvoice', id) },
      after: { number, period, totalMinor: toJsonMinor(net + tax), currency: licence.currency },
    });
    const invoice = await tx.findOneByOrFail(LicenceInvoice, { licenseeId: tx.ctx.licenseeId, id });
    await this.nettings.net(tx, licence, invoice);
    // What is left to pay: it is told after the share gave what it has.
    await this.outbox.add(tx, LicenceInvoiceIssued, {
      invoiceId: id,
      number,
      seller: seller.company,
      dueMinor: toJsonMinor(invoice.dueMinor),
      nettedMinor: toJsonMinor(invoice.netted),
      currency: licence.currency,
      dueAt: dueAt.toISOString(),
    });
  }
}

/** The day after the last that is charged: a licence is charged for the day on which it ends, unless it ends as the day begins. */
export const firstFreeDay = ({ endsAt }: Licence): string | null =>
  endsAt === null ? null : addDays(dayOf(new Date(endsAt.getTime() - 1)), 1);

export const partyOf = (profile: BillingProfile): Party => ({
  company: profile.company,
  fullName: profile.fullName,
  line1: profile.line1,
  line2: profile.line2,
  postalCode: profile.postalCode,
  city: profile.city,
  region: profile.region,
  country: profile.country,
  email: profile.email,
  taxNumber: profile.taxNumber,
});

const termsHistory = async (tx: Tx): Promise<Parameters<typeof stretchesOf>[3]> =>
  (
    await tx.find(LicenceChange, {
      where: { licenseeId: tx.ctx.licenseeId, terms: Not(IsNull()) },
      order: { id: 'ASC' },
    })
  ).map(({ at, planName, terms }) => ({ day: dayOf(at), planName, terms: terms! }));

/** Seconds billed to end users in each stretch, as the ledger settled them. A refund of a call gives no minutes back. */
async function billedSeconds(tx: Tx, stretches: readonly Stretch[]): Promise<bigint[]> {
  const found: bigint[] = [];
  for (const { from, until } of stretches) {
    const [row] = await rowsOf<{ seconds: bigint }>(
      tx,
      `select coalesce(sum(c.billed_seconds), 0)::bigint as seconds
         from app.call c join app.ledger_transaction t on t.licensee_id = c.licensee_id and t.id = c.settlement_id
        where c.licensee_id = $1 and c.settled_at >= $2::date::timestamp at time zone 'UTC' and c.settled_at < $3::date::timestamp at time zone 'UTC'`,
      [tx.ctx.licenseeId, from, until],
    );
    found.push(row!.seconds);
  }
  return found;
}
