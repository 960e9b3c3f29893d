import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  UUID_PATTERN,
  cursorPosition,
  page,
  personOf,
  publicId,
  systemContext,
  toJsonMinor,
} from '@app/kernel';
import { TopUpIntake } from './top-up-intake.service.js';
import { TopUpRequests } from './top-up-requests.service.js';
import { TopUpSender } from './top-up-sender.service.js';
import { TopUp } from './top-up.entity.js';
import type { CreateTopUp, TopUpView, TopUpsQuery } from './top-ups.dto.js';

/**
 * Brings money in. The row is written before Stripe is asked and its id is Stripe's idempotency key, so a crash or a lost answer at any point is resumed from
 * the row. The wallet is credited only from what Stripe itself says about the payment, once per PaymentIntent.
 */
@Injectable()
export class TopUpsService {
  constructor(
    private readonly db: Db,
    private readonly requests: TopUpRequests,
    private readonly sender: TopUpSender,
    private readonly intake: TopUpIntake,
  ) {}

  /**
   * Starts a top-up of the caller's wallet.
   * @throws TopUpOutOfRange, WrongCurrency, NoSavedCard, LicenseeSuspended, PaymentsNotConnected, SwitchedOff, CoolingOff, PaymentsUnavailable (repeat with the same key)
   */
  async create(ctx: Context, input: CreateTopUp): Promise<TopUpView> {
    const id = await this.db.transaction(ctx, (tx) => this.requests.request(tx, input));
    return view(await this.sender.send(ctx, id));
  }

  async show(ctx: Context, id: string): Promise<TopUpView> {
    return this.db.read(ctx, async (tx) => {
      const topUp = await tx.findOneBy(TopUp, { licenseeId: ctx.licenseeId, id, personId: personOf(ctx).personId });
      if (!topUp) throw new NotFound();
      return view(topUp);
    });
  }

  async list(ctx: Context, query: TopUpsQuery): Promise<Page<TopUpView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const select = tx.createQueryBuilder(TopUp, 't').where('t.licenseeId = :licenseeId and t.personId = :personId', {
        licenseeId: ctx.licenseeId,
        personId: personOf(ctx).personId,
      });
      if (before !== undefined) select.andWhere('t.id < :before', { before });
      if (query.by !== undefined) select.andWhere('t.auto = :auto', { auto: query.by === 'auto' });
      const rows = await select
        .orderBy('t.id', 'DESC')
        .take(query.limit + 1)
        .getMany();
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** Finds out what became of top-ups whose answer was lost, or of whose page no event told. */
  async resume(licenseeId: string, id: string): Promise<void> {
    const ctx = systemContext(licenseeId, 'top_up.resume');
    const topUp = await this.db.transaction(ctx, async (tx) => {
      // First of all: who is asked after goes to the end of the line, or those whose question fails would keep the others out.
      await tx.update(TopUp, { licenseeId, id }, { sentAt: tx.now });
      return tx.findOneByOrFail(TopUp, { licenseeId, id });
    });
    if (topUp.status === 'requested') await this.sender.send(ctx, id);
    else await this.intake.reread(ctx, topUp);
  }
}

function view(topUp: TopUp): TopUpView {
  return {
    id: publicId('topUp', topUp.id),
    status: topUp.status,
    amountMinor: toJsonMinor(topUp.amount),
    currency: topUp.currency,
    method: topUp.method,
    by: topUp.auto ? 'auto' : 'person',
    checkoutUrl: topUp.status === 'open' ? topUp.checkoutUrl : null,
    failureCode: topUp.failureCode,
    createdAt: topUp.createdAt.toISOString(),
  };
}
