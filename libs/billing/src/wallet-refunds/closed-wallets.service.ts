import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventEnvelope,
  Every,
  Handles,
  Outbox,
  type Tx,
  log,
  rowsOf,
  systemContext,
  toJsonMinor,
} from '@app/kernel';
import { UserClosed } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { CardsService } from '../cards.service.js';
import { PromoLots } from '../promos/promo-lots.service.js';
import { PromoExpired } from '../promos/promos.events.js';
import { WalletsService } from '../wallets.service.js';
import { WalletRefundsService } from './wallet-refunds.service.js';

/**
 * What becomes of the money of a closed account [D19]: the unspent paid part goes back to the cards that it came from, promo credit ends, saved cards are forgotten.
 * What a call or a booking holds, and what comes in later, follows within an hour of being free.
 */
@Injectable()
export class ClosedWallets {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly refunds: WalletRefundsService,
    private readonly promos: PromoLots,
    private readonly cards: CardsService,
    private readonly wallets: WalletsService,
    private readonly outbox: Outbox,
  ) {}

  @Handles(UserClosed, 'billing.user_closed')
  async userClosed(ctx: Context, { data }: EventEnvelope<{ personId: string }>): Promise<void> {
    await this.giveBack(ctx, data.personId);
    // Last: it asks Stripe, and an answer that does not come must not keep the money here.
    await this.cards.removeAllOf(ctx, data.personId);
  }

  @Every('11 * * * *', 'billing.return_closed_wallets')
  async returnAll(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.licensee_ids() as id')) {
      const ctx = systemContext(id, 'billing.return_closed_wallets');
      for (const { person_id: personId } of await this.db.read(ctx, due))
        await this.giveBack(ctx, personId).catch((error: unknown) =>
          log.error({ err: error, licenseeId: id, personId }, 'the money of a closed account cannot be given back'),
        );
    }
  }

  private async giveBack(ctx: Context, personId: string): Promise<void> {
    await this.refunds.refundAll(ctx, personId, 'account_closed', 'The account was closed');
    await this.db.transaction(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      const ended = await this.promos.endAll(tx, personId, currency);
      if (ended === 0n) return;
      await this.outbox.add(tx, PromoExpired, { personId, amountMinor: toJsonMinor(ended), currency });
      await this.wallets.changed(tx, personId);
    });
  }
}

/** Closed accounts with money that nothing holds. */
const due = (tx: Tx): Promise<{ person_id: string }[]> =>
  rowsOf(
    tx,
    `select distinct a.owner_id as person_id
       from app.person p
       join app.ledger_account a on a.licensee_id = p.licensee_id and a.owner_id = p.id and a.kind in ('wallet', 'promo') and a.balance > a.held
      where p.licensee_id = $1 and p.status = 'closed'`,
    [tx.ctx.licenseeId],
  );
