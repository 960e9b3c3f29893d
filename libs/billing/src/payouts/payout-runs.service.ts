import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, type Tx, addSeconds, localDate, log, rowsOf, systemContext } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import type { Payee } from './connect-account-rows.js';
import type { NoPayout, PayoutCause } from './payout-claims.js';
import { payoutDayFrom } from './payout-calendar.js';
import { PayoutNews } from './payout-news.service.js';
import { PayoutsService } from './payouts.service.js';

const BATCH = 200;
/** A bank gives back what it cannot book within some days; Stripe tells it by an event, which may be lost. */
const ASKED_AFTER_SECONDS = 14 * 86_400;

export interface RunResult {
  readonly started: string[];
  readonly skipped: { readonly payee: Payee; readonly reason: NoPayout }[];
}

interface DuePayee {
  party: Payee['party'];
  party_id: string;
  has_left: boolean;
}

/** Runs of payouts: by the licensee's schedule, by staff, and the last one of an advisor who left [I6, I19]. */
@Injectable()
export class PayoutRuns {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
    private readonly licensees: LicenseesService,
    private readonly payouts: PayoutsService,
    private readonly news: PayoutNews,
  ) {}

  /** Once a day each licensee whose day it is, in its own time zone; what was claimed is not claimed again, so a second run does nothing. */
  @Every('11 5 * * *', 'billing.run_payouts')
  async daily(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id')) {
      const ctx = systemContext(id, 'billing.run_payouts');
      try {
        await this.releaseReserves(ctx);
        const isDue = await this.db.read(ctx, (tx) => this.isDue(tx));
        await this.run(ctx, isDue ? 'schedule' : 'final');
      } catch (error) {
        // One licensee's trouble is not another's; the next day, or staff, runs it again.
        log.error({ err: error, licenseeId: id }, 'a payout run failed');
      }
    }
  }

  /** Payouts that arrived within two weeks: each is asked after once a day. */
  @Every('23 * * * *', 'billing.recheck_paid_payouts')
  async recheckPaid(): Promise<void> {
    const now = await this.db.now();
    for (const row of await this.db.resolve<{ licensee_id: string; id: string }>(
      'select * from app.paid_payouts($1, $2, $3)',
      [now, addSeconds(now, -ASKED_AFTER_SECONDS), BATCH],
    ))
      await this.news
        .recheck(systemContext(row.licensee_id, 'billing.recheck_paid_payouts'), row.id)
        .catch((error: unknown) =>
          log.warn({ err: error, payoutId: row.id }, 'nobody says whether a payout stays paid'),
        );
  }

  /** Claims for every payee of the licensee; `final` only for advisors who left. Staff are told, too, who has earnings and no account that they could go to. */
  async run(ctx: Context, cause: PayoutCause, requestedBy: string | null = null): Promise<RunResult> {
    const payees = await this.db.read(ctx, (tx) =>
      rowsOf<DuePayee>(
        tx,
        `select c.party, c.party_id, coalesce(a.status = 'suspended', false) as has_left from app.connect_account c
           left join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
          where c.licensee_id = $1 and c.closed_at is null order by c.id`,
        [ctx.licenseeId],
      ),
    );
    if (cause === 'staff') payees.push(...(await this.db.read(ctx, withoutAccount)));
    const result: RunResult = { started: [], skipped: [] };
    for (const { party, party_id: partyId, has_left: hasLeft } of payees) {
      if (cause === 'final' && !hasLeft) continue;
      const payee = { party, partyId };
      const made = await this.payouts.start(ctx, payee, hasLeft ? 'final' : cause, requestedBy);
      if ('payoutId' in made) result.started.push(made.payoutId);
      else result.skipped.push({ payee, reason: made.none });
    }
    return result;
  }

  /** Claims for the licensee alone: its share, and the tax of what it sells itself. */
  async runOwn(ctx: Context, requestedBy: string): Promise<RunResult> {
    const payee = { party: 'licensee', partyId: ctx.licenseeId } as const;
    const made = await this.payouts.start(ctx, payee, 'staff', requestedBy);
    return 'payoutId' in made
      ? { started: [made.payoutId], skipped: [] }
      : { started: [], skipped: [{ payee, reason: made.none }] };
  }

  private async isDue(tx: Tx): Promise<boolean> {
    const { payoutSchedule } = await this.rules.of(tx);
    const today = localDate(tx.now, (await this.licensees.licenseeOf(tx)).timeZone);
    return payoutDayFrom(today, payoutSchedule) === today;
  }

  /** Reserves whose time is over are earnings again [P19]. */
  private async releaseReserves(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const due = await rowsOf<{ id: string; advisor_id: string; currency: string; amount: bigint }>(
        tx,
        `select id, advisor_id, currency, amount from app.payout_reserve
          where licensee_id = $1 and release_at <= $2 and released_transaction_id is null order by id limit 200 for no key update`,
        [ctx.licenseeId, tx.now],
      );
      for (const one of due) {
        const transactionId = await this.ledger.post(tx, {
          kind: 'reserve_release',
          currency: one.currency,
          key: `reserve:${one.id}:released`,
          legs: [
            {
              accountId: await this.ledger.openAccount(tx, 'advisor_reserve', one.advisor_id, one.currency),
              amount: -one.amount,
            },
            {
              accountId: await this.ledger.openAccount(tx, 'advisor_payable', one.advisor_id, one.currency),
              amount: one.amount,
            },
          ],
          refId: one.id,
        });
        await rowsOf(
          tx,
          'update app.payout_reserve set released_transaction_id = $3 where licensee_id = $1 and id = $2',
          [ctx.licenseeId, one.id, transactionId],
        );
      }
    });
  }
}

/** Advisors with earnings whose account is not opened yet, or closed. */
const withoutAccount = (tx: Tx): Promise<DuePayee[]> =>
  rowsOf<DuePayee>(
    tx,
    `select 'advisor' as party, a.id as party_id, a.status = 'suspended' as has_left from app.advisor a
      where a.licensee_id = $1
        and exists (select 1 from app.ledger_account p where p.licensee_id = a.licensee_id and p.kind = 'advisor_payable' and p.owner_id = a.id and p.balance > 0)
        and not exists (select 1 from app.connect_account c where c.licensee_id = a.licensee_id and c.advisor_id = a.id and c.closed_at is null)
      order by a.id`,
    [tx.ctx.licenseeId],
  );
