import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

export type LicencePaymentStatus = 'requested' | 'open' | 'processing' | 'succeeded' | 'failed' | 'expired';

/** One attempt to pay an invoice. requested -> open (page) | processing (card) -> succeeded | failed | expired. Money that arrives late is still taken. */
@Entity({ name: 'licence_payment', schema: 'app' })
export class LicencePayment {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'invoice_id' }) invoiceId: string;
  @Column('int') attempt: number;
  @Column('text') method: 'card' | 'page' | 'bank';
  @Column('bigint', { transformer: bigintColumn }) amount: bigint;
  @Column('char', { length: 3 }) currency: string;
  @Column('text') status: LicencePaymentStatus;
  @Column('text', { name: 'checkout_session_id', nullable: true }) checkoutSessionId: string | null;
  @Column('text', { name: 'checkout_url', nullable: true }) checkoutUrl: string | null;
  @Column('text', { name: 'payment_intent_id', nullable: true }) paymentIntentId: string | null;
  @Column('text', { name: 'failure_code', nullable: true }) failureCode: string | null;
  /** Of a bank transfer, as the operator read it on the statement. */
  @Column('text', { nullable: true }) reference: string | null;
  @Column('uuid', { name: 'transaction_id', nullable: true }) transactionId: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;

  get isRunning(): boolean {
    return this.status === 'requested' || this.status === 'open' || this.status === 'processing';
  }
}

/** The licensee as a customer of the operator, and the card that pays its invoices. */
@Entity({ name: 'licence_customer', schema: 'app' })
export class LicenceCustomer {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @Column('text', { name: 'customer_id' }) customerId: string;
  @Column('text', { name: 'payment_method_id', nullable: true }) paymentMethodId: string | null;
  @Column('text', { nullable: true }) brand: string | null;
  @Column('text', { nullable: true }) last4: string | null;
  @Column('int', { name: 'exp_month', nullable: true }) expMonth: number | null;
  @Column('int', { name: 'exp_year', nullable: true }) expYear: number | null;
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;
}
