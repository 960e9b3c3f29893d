import { Injectable } from '@nestjs/common';
import { type Context, Db, type Page, type Tx, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import { PersonsService } from '@app/identity';
import type { PersonHoldView, PersonTopUpView, PersonWalletView } from './person-wallets.dto.js';
import { TopUp } from './top-ups/top-up.entity.js';
import type { StatementLineView, UserStatementQuery } from './wallets.dto.js';
import { WalletsService } from './wallets.service.js';

const TOP_UPS = 50;

interface HoldRow {
  call_id: string | null;
  paid_amount: bigint;
  promo_amount: bigint;
  created_at: Date;
  expires_at: Date;
}

/** An end user's wallet as staff see it. */
@Injectable()
export class PersonWalletsService {
  constructor(
    private readonly db: Db,
    private readonly persons: PersonsService,
    private readonly wallets: WalletsService,
  ) {}

  /** @throws NotFound also for somebody who is no end user: others have no wallet. */
  async show(ctx: Context, personId: string): Promise<PersonWalletView> {
    return this.db.read(ctx, async (tx) => {
      await this.persons.userById(tx, personId);
      const topUps = await tx.find(TopUp, {
        where: { licenseeId: ctx.licenseeId, personId },
        order: { id: 'DESC' },
        take: TOP_UPS,
      });
      return {
        personId: publicId('person', personId),
        ...(await this.wallets.viewOf(tx, personId)),
        topUps: topUps.map(topUpView),
        holds: (await pendingHolds(tx, personId)).map(holdView),
      };
    });
  }

  /** @throws NotFound as {@link show} */
  async statement(ctx: Context, personId: string, query: UserStatementQuery): Promise<Page<StatementLineView>> {
    return this.db.read(ctx, async (tx) => {
      await this.persons.userById(tx, personId);
      return this.wallets.statementOf(tx, personId, query);
    });
  }
}

const pendingHolds = (tx: Tx, personId: string): Promise<HoldRow[]> =>
  rowsOf<HoldRow>(
    tx,
    `select c.id as call_id, h.paid_amount, h.promo_amount, h.created_at, h.expires_at
       from app.hold h left join app.call c on c.licensee_id = h.licensee_id and c.hold_id = h.id
      where h.licensee_id = $1 and h.person_id = $2 and h.status = 'pending' order by h.created_at desc`,
    [tx.ctx.licenseeId, personId],
  );

const holdView = (row: HoldRow): PersonHoldView => ({
  callId: row.call_id === null ? null : publicId('call', row.call_id),
  amountMinor: toJsonMinor(row.paid_amount + row.promo_amount),
  promoMinor: toJsonMinor(row.promo_amount),
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
});

const topUpView = (row: TopUp): PersonTopUpView => ({
  id: publicId('topUp', row.id),
  status: row.status,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  method: row.method,
  failureCode: row.failureCode,
  paymentIntentId: row.paymentIntentId,
  transactionId: row.transactionId === null ? null : publicId('transaction', row.transactionId),
  createdAt: row.createdAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
});
