import { Injectable } from '@nestjs/common';
import { Db, type Tx, UUID_PATTERN, lockOne, newId, recordAudit, systemContext, toJsonMinor } from '@app/kernel';
import { LicenceBilling } from '../licence-billing.js';
import type { Licence } from '../licence/licence.entity.js';
import { licenceToChange } from '../licence/licence.queries.js';
import { LicenceInvoice } from './invoice.entity.js';
import { LicenceBooks } from './licence-books.js';
import { LicenceCardsService } from './licence-cards.service.js';
import { LicencePayment } from './licence-payment.entity.js';
import { subjectOf } from './licence-payment.queries.js';
import { LicenceReturn } from './licence-return.entity.js';
import { LicenceTakingsService } from './licence-takings.service.js';
import { NettingsService } from './nettings.service.js';
import { ReceivablesService } from './receivables.service.js';

/** What Stripe says about a refund or a dispute. */
interface ReturnFacts {
  readonly kind: LicenceReturn['kind'];
  readonly stripeId: string;
  readonly paymentIntentId: string | undefined;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly status: string;
  readonly reason: string | null;
  readonly evidenceDueAt: Date | null;
}

/**
 * Payments of invoices that go back to their card at Stripe [P6, P8 to P10 of money.md]. The cash is posted by the lines at Stripe (`LicenceCash`), against
 * `refund_clearing` and `dispute_held`; here the claim on the licensee comes back, once for each time that Stripe says the money is gone. Locks: licence, invoice,
 * return.
 */
@Injectable()
export class LicenceReturnsService {
  constructor(
    private readonly db: Db,
    private readonly billing: LicenceBilling,
    private readonly books: LicenceBooks,
    private readonly takings: LicenceTakingsService,
    private readonly receivables: ReceivablesService,
    private readonly cards: LicenceCardsService,
    private readonly nettings: NettingsService,
  ) {}

  /**
   * What Stripe says now.
   * @param within joins the transaction, in the licensee's tenant: closes the event that led here
   * @returns false when it is of no payment of an invoice
   */
  async apply(facts: ReturnFacts, within: (tx: Tx) => Promise<void>): Promise<boolean> {
    if (facts.paymentIntentId === undefined) return false;
    const payment = await this.billing.payment(facts.paymentIntentId);
    const { licenseeId, paymentId } = payment;
    if (licenseeId === undefined || paymentId === undefined || !UUID_PATTERN.test(paymentId)) return false;
    // Its own event may come later: nothing goes back that was not taken.
    if (!(await this.takings.apply(payment))) return false;
    return this.db.transaction(systemContext(licenseeId, 'licence_return.apply'), async (tx) => {
      const licence = await licenceToChange(tx);
      const paid = await tx.findOneByOrFail(LicencePayment, { licenseeId, id: paymentId });
      if (paid.status !== 'succeeded' || paid.paymentIntentId !== facts.paymentIntentId) return false;
      const invoice = await lockOne(tx, LicenceInvoice, paid.invoiceId);
      await this.follow(tx, licence, invoice, await this.findOrOpen(tx, invoice, paid, facts), facts);
      await within(tx);
      return true;
    });
  }

  /** The lock of the invoice keeps a second event of the same return out. */
  private async findOrOpen(
    tx: Tx,
    invoice: LicenceInvoice,
    paid: LicencePayment,
    facts: ReturnFacts,
  ): Promise<LicenceReturn> {
    const { licenseeId } = tx.ctx;
    const known = await tx.findOneBy(LicenceReturn, { licenseeId, stripeId: facts.stripeId });
    if (known) return known;
    const id = newId();
    await tx.insert(LicenceReturn, {
      licenseeId,
      id,
      invoiceId: invoice.id,
      paymentId: paid.id,
      kind: facts.kind,
      stripeId: facts.stripeId,
      amount: facts.amountMinor,
      currency: facts.currency,
      status: facts.status,
      reason: facts.reason,
      isReturned: false,
      steps: 0,
      createdAt: tx.now,
    });
    if (facts.kind === 'dispute') {
      await this.cards.forget(tx);
      await recordAudit(tx, {
        action: 'licence_invoice.disputed',
        subject: subjectOf(invoice.id),
        after: { amountMinor: toJsonMinor(facts.amountMinor), reason: facts.reason },
      });
    }
    return tx.findOneByOrFail(LicenceReturn, { licenseeId, id });
  }

  private async follow(
    tx: Tx,
    licence: Licence,
    invoice: LicenceInvoice,
    row: LicenceReturn,
    facts: ReturnFacts,
  ): Promise<void> {
    const { licenseeId } = tx.ctx;
    Object.assign(row, { status: facts.status, evidenceDueAt: facts.evidenceDueAt });
    const isMoved = row.isGone !== row.isReturned;
    if (isMoved) await this.move(tx, invoice, row);
    const { status, evidenceDueAt, isReturned, steps } = row;
    const closedAt = row.isOpen || status === 'pending' ? null : (row.closedAt ?? tx.now);
    await tx.update(LicenceReturn, { licenseeId, id: row.id }, { status, evidenceDueAt, isReturned, steps, closedAt });
    await this.note(tx, invoice);
    if (!isMoved) return;
    if (row.isReturned)
      await this.receivables.reopen(tx, licence, invoice, row.kind === 'refund' ? 'refunded' : 'dispute_lost');
    else {
      // What came in between for the same money was too much.
      await this.nettings.giveBack(tx, invoice);
      await this.receivables.settle(tx, licence, invoice, `Invoice ${invoice.number} is paid after all`);
    }
  }

  /** The claim on the licensee comes back, or is paid again. What was written off in the meantime is no loss any more, as far as more comes than is due. */
  private async move(tx: Tx, invoice: LicenceInvoice, row: LicenceReturn): Promise<void> {
    const { licenseeId } = tx.ctx;
    const { amount } = row;
    row.isReturned = !row.isReturned;
    row.steps++;
    const against = row.kind === 'dispute' ? 'dispute_held' : 'refund_clearing';
    // Only what is more than is due now brings back what was written off.
    const above = row.isReturned || amount <= invoice.dueMinor ? 0n : amount - invoice.dueMinor;
    const recovered = invoice.writtenOff < above ? invoice.writtenOff : above;
    await this.books.post(tx, {
      kind: row.isReturned && row.kind === 'dispute' ? 'dispute_lost' : 'licence_payment',
      key: `licence-return:${row.id}:${row.steps}`,
      currency: row.currency,
      invoiceId: invoice.id,
      legs: row.isReturned
        ? { licence_receivable: -amount, [against]: amount }
        : { [against]: -amount, licence_receivable: amount - recovered, bad_debt: recovered },
    });
    invoice.returned += row.isReturned ? amount : -amount;
    invoice.writtenOff -= recovered;
    if (invoice.status === 'uncollectible' && invoice.dueMinor === 0n && invoice.writtenOff === 0n)
      invoice.status = 'paid';
    const { returned, writtenOff, status } = invoice;
    await tx.update(LicenceInvoice, { licenseeId, id: invoice.id }, { returned, writtenOff, status });
    await recordAudit(tx, {
      action: row.isReturned ? 'licence_invoice.returned' : 'licence_invoice.return_undone',
      subject: subjectOf(invoice.id),
      after: { kind: row.kind, amountMinor: toJsonMinor(amount), dueMinor: toJsonMinor(invoice.dueMinor) },
    });
  }

  /** What banks have not decided about, and the first date by which one wants an answer. */
  private async note(tx: Tx, invoice: LicenceInvoice): Promise<void> {
    const { licenseeId } = tx.ctx;
    const open = (await tx.findBy(LicenceReturn, { licenseeId, invoiceId: invoice.id })).filter((one) => one.isOpen);
    const due = open.filter((one) => one.wantsAnswer).flatMap(({ evidenceDueAt }) => evidenceDueAt ?? []);
    invoice.disputed = open.reduce((sum, { amount, isReturned }) => sum + (isReturned ? 0n : amount), 0n);
    invoice.disputeDueAt = due.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
    const { disputed, disputeDueAt } = invoice;
    await tx.update(LicenceInvoice, { licenseeId, id: invoice.id }, { disputed, disputeDueAt });
  }
}
