import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, Outbox, addSeconds, log, systemContext, toJsonMinor } from '@app/kernel';
import { WalletsService } from '../wallets.service.js';
import { PromoLots } from './promo-lots.service.js';
import { PromoExpired, PromoExpiring } from './promos.events.js';

const NOTICE_DAYS = 14;
const DAY_SECONDS = 86_400;

/** Ends promo credit in the night after its day, and says so two weeks before [D18]. */
@Injectable()
export class PromoExpiry {
  constructor(
    private readonly db: Db,
    private readonly lots: PromoLots,
    private readonly wallets: WalletsService,
    private readonly outbox: Outbox,
  ) {}

  @Every('41 3 * * *', 'billing.expire_promos')
  async run(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.licensee_ids() as id')) {
      const ctx = systemContext(id, 'billing.expire_promos');
      const due = await this.db.read(ctx, (tx) => this.lots.due(tx, addSeconds(tx.now, NOTICE_DAYS * DAY_SECONDS)));
      for (const { personId, currency } of due) {
        // One wallet that cannot be looked at now does not keep the others; it is due again the next night.
        await this.look(ctx, personId, currency).catch((error: unknown) =>
          log.error({ err: error, licenseeId: id, personId }, 'promo credit cannot be looked at'),
        );
      }
    }
  }

  private async look(ctx: Context, personId: string, currency: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const expired = await this.lots.expire(tx, personId, currency);
      const notices = await this.lots.expiring(tx, personId, currency, addSeconds(tx.now, NOTICE_DAYS * DAY_SECONDS));
      for (const { at, amount } of notices)
        await this.outbox.add(tx, PromoExpiring, {
          personId,
          amountMinor: toJsonMinor(amount),
          currency,
          expiresAt: at.toISOString(),
        });
      if (expired === 0n) return;
      await this.outbox.add(tx, PromoExpired, { personId, amountMinor: toJsonMinor(expired), currency });
      await this.wallets.changed(tx, personId);
    });
  }
}
