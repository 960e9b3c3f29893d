import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Db, Every, type Tx, addSeconds, rowsOf } from '@app/kernel';
import { Admissions, type Traits } from '@app/identity';

export const MARK_KINDS = ['card', 'device', 'phone'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** As long as somebody who comes back is taken for a new customer if they were not seen in between. */
const KEPT_SECONDS = 730 * 86_400;

/**
 * Who is a new customer of a licensee, when one person may have several accounts [C14]. A card, a device, a phone number belongs to the first account that came with
 * it; whoever else comes with it is known already. What they came with is kept as a keyed hash only, for two years after it was last seen.
 */
@Injectable()
export class NewCustomers extends Admissions {
  private readonly key: Buffer;

  constructor(
    private readonly db: Db,
    @Inject(CONFIG) config: Config,
  ) {
    super();
    // A key of its own, so that no other use of the secret makes such a hash. Another secret starts anew.
    this.key = createHmac('sha256', config.REFRESH_SECRET).update('customer-mark').digest();
  }

  override async admitted(tx: Tx, personId: string, { installation, phone }: Traits): Promise<void> {
    await this.mark(tx, personId, 'device', installation);
    await this.mark(tx, personId, 'phone', phone);
  }

  /** Notes the card of a payment. Call it before anything of the payment's money is locked. */
  async paidWith(tx: Tx, personId: string, cardFingerprint: string | undefined): Promise<void> {
    if (cardFingerprint === undefined) return;
    // Somebody paid with it before there were marks.
    const [first] = await rowsOf<{ person_id: string }>(
      tx,
      `select person_id from app.top_up where licensee_id = $1 and card_fingerprint = $2 and status = 'credited' order by id limit 1`,
      [tx.ctx.licenseeId, cardFingerprint],
    );
    if (first && first.person_id !== personId) await this.mark(tx, first.person_id, 'card', cardFingerprint);
    await this.mark(tx, personId, 'card', cardFingerprint);
  }

  /** By what the person is known as somebody who has another account; undefined for a new customer. */
  async knownBy(tx: Tx, personId: string): Promise<MarkKind | undefined> {
    const [row] = await rowsOf<{ kind: MarkKind }>(
      tx,
      'select kind from app.known_customer where licensee_id = $1 and person_id = $2 order by kind limit 1',
      [tx.ctx.licenseeId, personId],
    );
    return row?.kind;
  }

  /** Marks that nobody came with for two years. That an account is known stays with the account. */
  @Every('23 3 * * *', 'billing.customer_marks')
  async forget(): Promise<void> {
    await this.db.inEachTenant('billing.customer_marks', (tx) =>
      rowsOf(tx, 'delete from app.customer_mark where licensee_id = $1 and seen_at < $2', [
        tx.ctx.licenseeId,
        addSeconds(tx.now, -KEPT_SECONDS),
      ]),
    );
  }

  /** The primary key decides between accounts that come with one thing at the same moment: the second waits for the first, and is not its owner. */
  private async mark(tx: Tx, personId: string, kind: MarkKind, value: string | undefined): Promise<void> {
    if (value === undefined) return;
    const [row] = await rowsOf<{ person_id: string }>(
      tx,
      `insert into app.customer_mark as m (licensee_id, kind, digest, person_id, created_at, seen_at) values ($1, $2, $3, $4, $5, $5)
       on conflict (licensee_id, kind, digest) do update set seen_at = greatest(m.seen_at, excluded.seen_at) returning person_id`,
      [tx.ctx.licenseeId, kind, this.digestOf(tx.ctx.licenseeId, kind, value), personId, tx.now],
    );
    if (row!.person_id === personId) return;
    await rowsOf(
      tx,
      'insert into app.known_customer (licensee_id, person_id, kind, created_at) values ($1, $2, $3, $4) on conflict do nothing',
      [tx.ctx.licenseeId, personId, kind, tx.now],
    );
  }

  /** The same card has another hash at every licensee, and none that can be tried out from the database alone. */
  private digestOf(licenseeId: string, kind: MarkKind, value: string): Buffer {
    return createHmac('sha256', this.key).update(`${licenseeId}|${kind}|${value}`).digest();
  }
}
