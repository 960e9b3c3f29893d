import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A saved card: only what a person needs to recognise it. The number never reaches us. */
@Entity({ name: 'card', schema: 'app' })
export class Card {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text', { name: 'payment_method_id' }) paymentMethodId: string;
  @Column('text') brand: string;
  @Column('char') last4: string;
  @Column('int', { name: 'exp_month' }) expMonth: number;
  @Column('int', { name: 'exp_year' }) expYear: number;
  /** Of the bank that issued it; null = not told. */
  @Column('char', { nullable: true }) country: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'removed_at', nullable: true }) removedAt: Date | null;
}
