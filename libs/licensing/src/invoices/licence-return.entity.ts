import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

export const RETURN_KINDS = ['refund', 'dispute'] as const;

/** Stripe's statuses that end a dispute in our favour. */
const WON = ['won', 'warning_closed', 'prevented'];

/** Money of a payment that goes back to its card without our doing: a refund that was made at Stripe, or a dispute. Until an appeal, a lost dispute is closed. */
@Entity({ name: 'licence_return', schema: 'app' })
export class LicenceReturn {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'invoice_id' }) invoiceId: string;
  @Column('uuid', { name: 'payment_id' }) paymentId: string;
  @Column('text') kind: (typeof RETURN_KINDS)[number];
  @Column('text', { name: 'stripe_id' }) stripeId: string;
  @Column('bigint', { transformer: bigintColumn }) amount: bigint;
  @Column('char', { length: 3 }) currency: string;
  /** As Stripe says it. */
  @Column('text') status: string;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { name: 'evidence_due_at', nullable: true }) evidenceDueAt: Date | null;
  /** The invoice counts it as gone. */
  @Column('boolean', { name: 'is_returned' }) isReturned: boolean;
  /** How often that changed: each time is a posting. */
  @Column('int') steps: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;

  get isOpen(): boolean {
    return this.kind === 'dispute' && this.status !== 'lost' && !WON.includes(this.status);
  }

  /** Somebody has to answer the bank. */
  get wantsAnswer(): boolean {
    return this.isOpen && this.status.endsWith('needs_response');
  }

  /** Whether the money is gone, by what Stripe says. While a bank decides again about a lost dispute, the loss stands. */
  get isGone(): boolean {
    if (this.kind === 'refund') return this.status !== 'failed' && this.status !== 'canceled';
    return this.isOpen ? this.isReturned : this.status === 'lost';
  }
}
