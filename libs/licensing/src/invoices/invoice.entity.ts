import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

export const INVOICE_STATES = ['open', 'paid', 'void', 'uncollectible'] as const;
export type InvoiceStatus = (typeof INVOICE_STATES)[number];

/**
 * What a licensee owes for its licence. open -> paid | void (credited whole before it was paid) | uncollectible (written off; money that comes later is still
 * taken). Each of them is open again when money goes back and something is due. The document never changes; only what happened to it does.
 */
@Entity({ name: 'licence_invoice', schema: 'app' })
export class LicenceInvoice {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') number: string;
  /** `setup`, or the month `2026-11`: one invoice each. */
  @Column('text') period: string;
  @Column('char', { length: 3 }) currency: string;
  @Column('bigint', { transformer: bigintColumn }) net: bigint;
  @Column('bigint', { transformer: bigintColumn }) tax: bigint;
  @Column('bigint', { transformer: bigintColumn }) total: bigint;
  @Column('bigint', { transformer: bigintColumn }) paid: bigint;
  @Column('bigint', { transformer: bigintColumn }) credited: bigint;
  @Column('bigint', { name: 'written_off', transformer: bigintColumn }) writtenOff: bigint;
  @Column('bigint', { name: 'paid_back', transformer: bigintColumn }) paidBack: bigint;
  /** The part of `paid` that came from the share of the licensee and did not go back. */
  @Column('bigint', { transformer: bigintColumn }) netted: bigint;
  /** The part of `paid` that went back to the card it came from: refunded at Stripe, or lost in a dispute. */
  @Column('bigint', { transformer: bigintColumn }) returned: bigint;
  /** What banks ask back and have not decided about; it counts as paid until they do. */
  @Column('bigint', { transformer: bigintColumn }) disputed: bigint;
  /** Until when the first of them can be answered. */
  @Column('timestamptz', { name: 'dispute_due_at', nullable: true }) disputeDueAt: Date | null;
  @Column('text') status: InvoiceStatus;
  @Column('text') payload: string;
  @Column('bytea') sha256: Buffer;
  @Column('uuid', { name: 'transaction_id' }) transactionId: string;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt: Date;
  @Column('timestamptz', { name: 'due_at' }) dueAt: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;
  /** Attempts in a row that brought no money. */
  @Column('int') failures: number;
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true }) nextAttemptAt: Date | null;

  /** What came in and did not go back. */
  get keptMinor(): bigint {
    return this.paid - this.paidBack - this.returned;
  }

  /** What is still to be paid. */
  get dueMinor(): bigint {
    const rest = this.total - this.credited - this.keptMinor - this.writtenOff;
    return rest > 0n ? rest : 0n;
  }

  /** What came in above what is owed, and was not paid back. */
  get overpaidMinor(): bigint {
    const over = this.keptMinor - (this.total - this.credited);
    return over > 0n ? over : 0n;
  }
}

/** Takes back a part of an invoice. */
@Entity({ name: 'licence_credit_note', schema: 'app' })
export class LicenceCreditNote {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'invoice_id' }) invoiceId: string;
  @Column('text') number: string;
  @Column('bigint', { transformer: bigintColumn }) net: bigint;
  @Column('bigint', { transformer: bigintColumn }) tax: bigint;
  @Column('bigint', { transformer: bigintColumn }) total: bigint;
  @Column('text') reason: string;
  @Column('text') payload: string;
  @Column('bytea') sha256: Buffer;
  @Column('uuid', { name: 'transaction_id' }) transactionId: string;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt: Date;
}
