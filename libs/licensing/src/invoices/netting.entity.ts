import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

/** A licensee agreed that its invoices are settled from its share, until it withdraws that. */
@Entity({ name: 'netting_consent', schema: 'app' })
export class NettingConsent {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  /** Revision of the words that were agreed to. */
  @Column('int') wording: number;
  @Column('uuid', { name: 'given_by' }) givenBy: string;
  @Column('timestamptz', { name: 'given_at' }) givenAt: Date;
  @Column('uuid', { name: 'withdrawn_by', nullable: true }) withdrawnBy: string | null;
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true }) withdrawnAt: Date | null;
}

/** What an invoice took from the share of its licensee; negative = what went back to it. */
@Entity({ name: 'licence_netting', schema: 'app' })
export class LicenceNetting {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'invoice_id' }) invoiceId: string;
  /** Counts the nettings of the invoice: part of the key of both postings. */
  @Column('int') step: number;
  @Column('uuid', { name: 'consent_id', nullable: true }) consentId: string | null;
  @Column('bigint', { transformer: bigintColumn }) amount: bigint;
  @Column('char', { length: 3 }) currency: string;
  @Column('bigint', { name: 'due_after', transformer: bigintColumn }) dueAfter: bigint;
  /** In the books of the licensee. */
  @Column('uuid', { name: 'transaction_id' }) transactionId: string;
  @Column('uuid', { name: 'operator_transaction_id' }) operatorTransactionId: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
