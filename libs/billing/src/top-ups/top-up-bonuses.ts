import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, addSeconds, newId, personOf, rowsOf } from '@app/kernel';
import { type LicenseeTerms, LicenseesService } from '@app/licensees';
import { NewCustomers } from '../promos/new-customers.service.js';
import { isAccountOpen } from '../promos/open-account.js';
import { PromoLots } from '../promos/promo-lots.service.js';
import type { TopUp } from './top-up.entity.js';
import type { OwnBonusesView } from './top-up-bonuses.dto.js';

const DAY_SECONDS = 86_400;

/** Promo credit that comes with a top-up, paid for by the licensee [D22]. */
@Injectable()
export class TopUpBonuses {
  constructor(
    private readonly db: Db,
    private readonly lots: PromoLots,
    private readonly licensees: LicenseesService,
    private readonly newCustomers: NewCustomers,
  ) {}

  /** What the caller's next top-up would bring, by its amount: nothing when the caller has had as many as there are for one. */
  show(ctx: Context): Promise<OwnBonusesView> {
    return this.db.read(ctx, async (tx) => {
      const rules = await this.licensees.termsOf(tx);
      return { tiers: await this.openTo(tx, personOf(ctx).personId, rules), days: rules.topUpBonusDays };
    });
  }

  /**
   * Grants what the rules in force give for this top-up. Call it in the transaction that credits the top-up, behind its posting: that one holds the lock of the
   * wallet, so two top-ups of a user are counted one after the other. Once per top-up, by the key of the posting and by a unique index.
   */
  async grant(tx: Tx, topUp: Pick<TopUp, 'id' | 'personId' | 'amount' | 'currency'>): Promise<void> {
    const { licenseeId } = tx.ctx;
    // A payment that comes in after its payer has left goes back; there is nothing to add to.
    if (!(await isAccountOpen(tx, topUp.personId))) return;
    const rules = await this.licensees.termsOf(tx);
    const open = await this.openTo(tx, topUp.personId, rules);
    const tier = open.findLast(({ fromMinor }) => BigInt(fromMinor) <= topUp.amount);
    if (!tier) return;
    const amount = BigInt(tier.bonusMinor);
    const expiresAt = rules.topUpBonusDays === null ? null : addSeconds(tx.now, rules.topUpBonusDays * DAY_SECONDS);
    const transactionId = await this.lots.grant(tx, {
      personId: topUp.personId,
      currency: topUp.currency,
      amount,
      source: 'bonus',
      sponsor: 'licensee',
      expiresAt,
      key: `bonus:${topUp.id}`,
    });
    await rowsOf(
      tx,
      `insert into app.top_up_bonus (licensee_id, id, top_up_id, person_id, amount, currency, transaction_id, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [licenseeId, newId(), topUp.id, topUp.personId, amount, topUp.currency, transactionId, tx.now, expiresAt],
    );
  }
  /** The tiers of the rules, none for somebody who has had as many bonuses as the rules allow, nor, where they are counted for good, for somebody who has another account. */
  private async openTo(tx: Tx, personId: string, rules: LicenseeTerms): Promise<LicenseeTerms['topUpBonuses']> {
    const { topUpBonuses: tiers, topUpBonusMaxTimes: ever, topUpBonusMaxPerDay: perDay } = rules;
    if (tiers.length === 0 || (ever === null && perDay === null)) return tiers;
    if (ever !== null && (await this.newCustomers.knownBy(tx, personId))) return [];
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const [had] = await rowsOf<{ ever: bigint; today: bigint }>(
      tx,
      `select count(*) as ever, count(*) filter (where b.created_at >= date_trunc('day', $3::timestamptz, $4)) as today
         from app.top_up_bonus b where b.licensee_id = $1 and b.person_id = $2`,
      [tx.ctx.licenseeId, personId, tx.now, timeZone],
    );
    const isUsedUp = (count: bigint, most: number | null): boolean => most !== null && count >= BigInt(most);
    return isUsedUp(had!.ever, ever) || isUsedUp(had!.today, perDay) ? [] : tiers;
  }
}
