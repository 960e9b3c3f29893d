import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who an invoice is for; of the operator: who it is from [A1, A2]. */
@Entity({ name: 'billing_profile', schema: 'app' })
export class BillingProfile {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @Column('text') company: string;
  @Column('text', { name: 'full_name' }) fullName: string;
  @Column('text') email: string;
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text') line1: string;
  @Column('text', { nullable: true }) line2: string | null;
  @Column('text', { name: 'postal_code' }) postalCode: string;
  @Column('text') city: string;
  @Column('text', { nullable: true }) region: string | null;
  @Column('char', { length: 2 }) country: string;
  /** In its comparable form, `taxNumber`. */
  @Column('text', { name: 'tax_number', nullable: true }) taxNumber: string | null;
  @Column('int') revision: number;
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;
}

/** How the operator numbers, taxes and collects. */
@Entity({ name: 'invoice_issuer', schema: 'app' })
export class InvoiceIssuer {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  /** The legal entity in the numbers: another one has series of its own. */
  @Column('text') series: string;
  @Column('int', { name: 'tax_rate_bp' }) taxRateBp: number;
  @Column('int', { name: 'payment_days' }) paymentDays: number;
  @Column('text', { name: 'bank_details', nullable: true }) bankDetails: string | null;
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;
}
