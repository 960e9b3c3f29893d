import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

export type TopUpStatus = 'requested' | 'open' | 'processing' | 'credited' | 'failed' | 'expired';

/**
 * One attempt to bring money in. requested -> (Stripe asked) open | processing -> credited | failed | expired. Only `credited` moves the wallet.
 */
@Entity({ name: 'top_up', schema: 'app' })
export class TopUp {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text', { name: 'idempotency_key' }) idempotencyKey: string;
  @Column('bigint', { transformer: bigintColumn }) amount: bigint;
  @Column('char') currency: string;
  @Column('text') method: 'checkout' | 'saved_card';
  @Column('boolean', { name: 'save_card' }) saveCard: boolean;
  @Column('uuid', { name: 'card_id', nullable: true }) cardId: string | null;
  /** The wallet started it by itself [D11]. */
  @Column('boolean') auto: boolean;
  @Column('text') status: TopUpStatus;
  @Column('text', { name: 'failure_code', nullable: true }) failureCode: string | null;
  @Column('text', { name: 'checkout_session_id', nullable: true }) checkoutSessionId: string | null;
  @Column('text', { name: 'checkout_url', nullable: true }) checkoutUrl: string | null;
  @Column('text', { name: 'payment_intent_id', nullable: true }) paymentIntentId: string | null;
  @Column('uuid', { name: 'transaction_id', nullable: true }) transactionId: string | null;
  /** Stripe's word for the number of the card. */
  @Column('text', { name: 'card_fingerprint', nullable: true }) cardFingerprint: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;

  /** Nothing more can happen, except that money which arrives late is still credited. */
  get isClosed(): boolean {
    return this.status === 'credited' || this.status === 'failed' || this.status === 'expired';
  }
}
