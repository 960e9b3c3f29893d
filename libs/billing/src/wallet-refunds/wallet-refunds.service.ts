import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  actingOf,
  cursorPosition,
  holderOf,
  idempotencyKeyOf,
  newId,
  page,
  personOf,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type RefundOrder, RefundsToCards } from './refunds-to-cards.service.js';
import type { RefundWallet, RefundableView, RequestWalletRefund, WalletRefundView } from './wallet-refunds.dto.js';
import {
  type WalletRefundRow,
  assertEndUser,
  refundByKey,
  refundParts,
  walletRefundView,
} from './wallet-refunds.queries.js';

/** Who asks for unspent paid money back, and what became of it [D19]. How it leaves the wallet: {@link RefundsToCards}. */
@Injectable()
export class WalletRefundsService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly cards: RefundsToCards,
  ) {}

  /** What the caller could have back now. */
  async refundable(ctx: Context): Promise<RefundableView> {
    return this.db.read(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      return {
        currency,
        refundableMinor: toJsonMinor(await this.cards.refundableOf(tx, personOf(ctx).personId, currency)),
      };
    });
  }

  /** The person asks for their own money. @throws NothingToRefund */
  async request(ctx: Context, input: RequestWalletRefund): Promise<WalletRefundView> {
    const { personId } = personOf(ctx);
    return this.create(ctx, {
      personId,
      amount: input.amountMinor === undefined ? undefined : BigInt(input.amountMinor),
      key: `person:${idempotencyKeyOf(ctx)}`,
      cause: 'person',
      reason: 'Asked in the wallet',
      requestedBy: personId,
    });
  }

  /** Staff, or a program of theirs, give money back. @throws NotFound, NothingToRefund */
  async refund(ctx: Context, personId: string, input: RefundWallet): Promise<WalletRefundView> {
    return this.create(ctx, {
      personId,
      amount: input.amountMinor === undefined ? undefined : BigInt(input.amountMinor),
      key: `${holderOf(ctx)}:${idempotencyKeyOf(ctx)}`,
      cause: 'staff',
      reason: input.reason,
      requestedBy: actingOf(ctx).personId,
    });
  }

  /**
   * Everything that a person can have back now: when a licence has ended, once per number of tries before [A22], and of a closed account whenever there is something [D19].
   * @param again `tries` = how often it was tried before because of the end; `record` is told the amount in the same transaction
   * @returns the amount in minor units, 0 when there is nothing.
   */
  async refundAll(
    ctx: Context,
    personId: string,
    cause: 'account_closed' | 'licence_ended',
    reason: string,
    again: { readonly tries?: number; readonly record?: (tx: Tx, amount: bigint) => Promise<void> } = {},
  ): Promise<bigint> {
    return this.db.transaction(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      const { tries = 0, record } = again;
      const key = cause === 'account_closed' ? `${cause}:${newId()}` : tries === 0 ? cause : `${cause}:${tries + 1}`;
      const order = { personId, amount: undefined, key, cause, reason, requestedBy: null };
      if (await refundByKey(tx, order.personId, order.key)) return 0n;
      // Two at a time stand in line: the second finds nothing.
      await this.cards.lock(tx, personId, currency);
      if ((await this.cards.refundableOf(tx, personId, currency, cause)) === 0n) return 0n;
      const { amount } = await this.cards.take(tx, order, currency);
      await record?.(tx, amount);
      return amount;
    });
  }

  /** Own refunds, newest first. */
  async listOwn(ctx: Context, query: PageQuery): Promise<Page<WalletRefundView>> {
    return this.list(ctx, personOf(ctx).personId, query);
  }

  /** @throws NotFound for somebody who is no end user here */
  async list(ctx: Context, personId: string, query: PageQuery): Promise<Page<WalletRefundView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      await assertEndUser(tx, personId);
      const rows = await rowsOf<WalletRefundRow>(
        tx,
        'select * from app.wallet_refund where licensee_id = $1 and person_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4',
        [ctx.licenseeId, personId, before, query.limit + 1],
      );
      const parts = await refundParts(
        tx,
        rows.map(({ id }) => id),
      );
      return page(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => walletRefundView(row, parts),
      );
    });
  }

  private async create(ctx: Context, order: RefundOrder): Promise<WalletRefundView> {
    return this.db.transaction(ctx, async (tx) => {
      await assertEndUser(tx, order.personId);
      const currency = await this.licensees.currencyOf(tx);
      const row = await this.cards.once(tx, order, currency);
      return walletRefundView(row, await refundParts(tx, [row.id]));
    });
  }
}
