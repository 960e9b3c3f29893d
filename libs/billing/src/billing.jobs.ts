import { Injectable } from '@nestjs/common';
import { Db, Every, addSeconds, log, systemContext } from '@app/kernel';
import { Ledger } from './ledger/ledger.js';
import { PaymentsUnavailable } from './stripe/stripe.problems.js';
import { TopUpsService } from './top-ups/top-ups.service.js';

const LOST_ANSWER_SECONDS = 60;
/** A page lives for two hours; its event needs a moment. */
const CHECKOUT_ENDED_SECONDS = 2 * 3600 + 600;
const BATCH = 200;

/** What billing does without being asked. Every job reads what is due from rows, so nothing is lost with a process. */
@Injectable()
export class BillingJobs {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly topUps: TopUpsService,
  ) {}

  /** Holds that nobody closed give their money back by time [J7]. */
  @Every('* * * * *', 'billing.expire_holds')
  async expireHolds(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; id: string }>('select * from app.expired_holds($1, $2)', [
      await this.db.now(),
      BATCH,
    ]);
    for (const hold of due) {
      const ctx = systemContext(hold.licensee_id, 'billing.expire_holds');
      await this.db.transaction(ctx, (tx) => this.ledger.releaseHold(tx, hold.id, 'expired'));
      log.warn({ holdId: hold.id }, 'a hold expired');
    }
  }

  /** Requests to Stripe whose answer never came are repeated under the same key, or read. */
  @Every('* * * * *', 'billing.resume_top_ups')
  async resumeTopUps(): Promise<void> {
    await this.resumeEach('select * from app.unfinished_top_ups($1, $2)', LOST_ANSWER_SECONDS);
  }

  /** Pages whose time is over, and of which no event has told: they were paid, or are closed. */
  @Every('*/10 * * * *', 'billing.close_checkouts')
  async closeCheckouts(): Promise<void> {
    await this.resumeEach('select * from app.ended_checkouts($1, $2)', CHECKOUT_ENDED_SECONDS);
  }

  /** Snapshots of house accounts keep their sums short. */
  @Every('17 * * * *', 'billing.snapshot_house')
  async snapshotHouse(): Promise<void> {
    await this.db.inEachTenant('billing.snapshot_house', (tx) => tx.query('select app.snapshot_house($1)', [tx.now]));
  }

  /** Proves the books of every licensee each night [D6]. */
  @Every('23 2 * * *', 'billing.verify_ledger')
  async verifyLedger(): Promise<void> {
    await this.db.inEachTenant('billing.verify_ledger', async (tx) => {
      const { licenseeId } = tx.ctx;
      const violations = await this.ledger.violations(tx);
      if (violations.length > 0)
        log.fatal(
          { licenseeId, violations: violations.slice(0, 20), count: violations.length },
          'the ledger breaks its invariants',
        );
    });
  }

  private async resumeEach(due: string, seconds: number): Promise<void> {
    for (const row of await this.db.resolve<{ licensee_id: string; id: string }>(due, [
      addSeconds(await this.db.now(), -seconds),
      BATCH,
    ])) {
      await this.topUps.resume(row.licensee_id, row.id).catch((error: unknown) => {
        if (!(error instanceof PaymentsUnavailable))
          log.error({ err: error, topUpId: row.id }, 'a top-up cannot be resumed');
      });
    }
  }
}
