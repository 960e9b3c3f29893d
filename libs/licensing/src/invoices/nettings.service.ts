import { Injectable } from '@nestjs/common';
import { LicenseeShares, OPERATOR_CONTEXT, ShareDebts, StripeContexts } from '@app/billing';
import { type Context, Db, type Tx, addSeconds, lockOne, newId, recordAudit, toJsonMinor } from '@app/kernel';
import type { Licence } from '../licence/licence.entity.js';
import { lockLicence } from '../licence/licence.queries.js';
import { OperatorTenant } from '../operator-tenant.js';
import { LicenceInvoice } from './invoice.entity.js';
import { LicenceBooks } from './licence-books.js';
import { attemptsOf, subjectOf } from './licence-payment.queries.js';
import { LicenceNetting } from './netting.entity.js';
import { standingConsent } from './netting.queries.js';
import { ReceivablesService } from './receivables.service.js';

/** Stripe tells of a payment for three days: a charge whose answer was lost may still turn out to have been made. */
const NO_ANSWER_SECONDS = 3 * 86_400;

/**
 * Settles invoices from the share of a licensee that agreed to it [money.md P15d]. Both books, the row and the invoice are one transaction, so there is no step
 * between them to crash in. Locks: licence, invoice, topology, payouts to the licensee.
 */
@Injectable()
export class NettingsService extends ShareDebts {
  constructor(
    private readonly db: Db,
    private readonly operator: OperatorTenant,
    private readonly books: LicenceBooks,
    private readonly shares: LicenseeShares,
    private readonly contexts: StripeContexts,
    private readonly receivables: ReceivablesService,
  ) {
    super();
  }

  /** Every open invoice of the tenant, the oldest first: before its share is paid out, and when it has agreed. */
  async settle(ctx: Context): Promise<void> {
    const open = await this.db.read(ctx, async (tx) =>
      (await standingConsent(tx)) === null
        ? []
        : tx.find(LicenceInvoice, {
            where: { licenseeId: ctx.licenseeId, status: 'open' },
            order: { dueAt: 'ASC', id: 'ASC' },
          }),
    );
    for (const { id } of open) await this.settleOne(ctx, id);
  }

  async settleOne(ctx: Context, invoiceId: string): Promise<void> {
    await this.operator.id();
    await this.db.transaction(ctx, async (tx) => {
      const licence = await lockLicence(tx);
      if (licence) await this.net(tx, licence, await lockOne(tx, LicenceInvoice, invoiceId));
    });
  }

  /**
   * Takes up to what is due from what is available of the share; the rest is for the card. Nothing without a consent that stands, nor while a payment of the invoice is
   * on its way. The transaction has locked licence and invoice.
   */
  async net(tx: Tx, licence: Licence, invoice: LicenceInvoice): Promise<void> {
    if (invoice.status !== 'open' || invoice.dueMinor === 0n || waitsForCredit(invoice, tx.now)) return;
    const consent = await standingConsent(tx);
    if (!consent || (await isBeingPaid(tx, invoice.id)) || !(await this.isWithOperator(tx))) return;
    const free = await this.shares.takeable(tx, invoice.currency);
    const amount = free < invoice.dueMinor ? free : invoice.dueMinor;
    if (amount === 0n) return;
    invoice.paid += amount;
    await this.write(tx, invoice, amount, consent.id);
    await this.receivables.settle(tx, licence, invoice, `Invoice ${invoice.number} is settled from the share`);
  }

  /** What was netted and is not owed after all is the licensee's share again, as far as it has not gone back before. The transaction has locked licence and invoice. */
  async giveBack(tx: Tx, invoice: LicenceInvoice): Promise<void> {
    const amount = invoice.overpaidMinor < invoice.netted ? invoice.overpaidMinor : invoice.netted;
    // Its share is elsewhere by now: then it is paid back like any other overpayment.
    if (amount === 0n || !(await this.isWithOperator(tx))) return;
    invoice.paidBack += amount;
    await this.write(tx, invoice, -amount, null);
  }

  private async write(tx: Tx, invoice: LicenceInvoice, amount: bigint, consentId: string | null): Promise<void> {
    const { licenseeId } = tx.ctx;
    const step = (await tx.countBy(LicenceNetting, { licenseeId, invoiceId: invoice.id })) + 1;
    const posting = { key: `licence-netting:${invoice.id}:${step}`, currency: invoice.currency, invoiceId: invoice.id };
    const transactionId = await this.shares.net(tx, { ...posting, amount });
    const operatorTransactionId = await this.books.post(tx, {
      ...posting,
      kind: amount > 0n ? 'licence_netting' : 'licence_netting_return',
      legs: { stripe_balance: -amount, licence_receivable: amount },
    });
    await tx.insert(LicenceNetting, {
      licenseeId,
      id: newId(),
      invoiceId: invoice.id,
      step,
      consentId,
      amount,
      currency: invoice.currency,
      dueAfter: invoice.dueMinor,
      transactionId,
      operatorTransactionId,
      createdAt: tx.now,
    });
    invoice.netted += amount;
    const { paid, paidBack, netted } = invoice;
    await tx.update(LicenceInvoice, { licenseeId, id: invoice.id }, { paid, paidBack, netted });
    await recordAudit(tx, {
      action: amount > 0n ? 'licence_invoice.netted' : 'licence_invoice.netting_returned',
      subject: subjectOf(invoice.id),
      after: { amountMinor: toJsonMinor(amount > 0n ? amount : -amount), dueMinor: toJsonMinor(invoice.dueMinor) },
    });
  }

  /** The share is money at the operator's account only there, and stays so until the transaction ends. */
  private async isWithOperator(tx: Tx): Promise<boolean> {
    await this.contexts.hold(tx);
    return (await this.contexts.now(tx)) === OPERATOR_CONTEXT;
  }
}

/** A payment went back at Stripe by somebody's hand: there are some days to write the credit note that it was for. */
const waitsForCredit = ({ returned, failures, nextAttemptAt }: LicenceInvoice, now: Date): boolean =>
  returned > 0n && failures === 0 && nextAttemptAt !== null && nextAttemptAt > now;

/** Whether money for the invoice may be on its way: an attempt runs, or nobody knows how one has ended. */
async function isBeingPaid(tx: Tx, invoiceId: string): Promise<boolean> {
  const since = addSeconds(tx.now, -NO_ANSWER_SECONDS);
  return (await attemptsOf(tx, invoiceId)).some(
    (one) => one.isRunning || (one.method === 'card' && one.failureCode === 'no_answer' && one.closedAt! > since),
  );
}
