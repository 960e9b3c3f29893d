import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Tx,
  addSeconds,
  recordAudit,
  recordOperatorAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { MoneyRulesService, PayoutsService, WalletRefundsService } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import { OperatorShares } from '../invoices/operator-shares.service.js';
import { OperatorTenant } from '../operator-tenant.js';
import { type DeletionBlocker, type EndLicence, type EndingView, endingView } from './endings.dto.js';
import { type EndingStage, Licence } from './licence.entity.js';
import { LicenceMoveRefused } from './licence.problems.js';
import { licenceToChange, lockLicence } from './licence.queries.js';
import { LicencesService, subjectOf } from './licences.service.js';

const EXPORT_SECONDS = 30 * 86_400;
/** A card that refused is asked again after this long, and so often in all: cards are replaced, and banks change their mind. */
const RETRY_SECONDS = 7 * 86_400;
const MAX_TRIES = 4;
const MAX_AHEAD_SECONDS = 2 * 366 * 86_400;

interface MoneyRow {
  people: bigint;
  left: bigint;
  frozen: bigint;
  refunded: bigint;
  by_hand: bigint;
  refunds_open: bigint;
  refunds_failed: bigint;
  payouts_open: bigint;
  unpaid: bigint;
  reserved: bigint;
  live_calls: bigint;
  live_bookings: bigint;
}

/**
 * The end of a licence [A21, A22], in this order: nothing new starts, every end user gets the unspent paid balance back, payees are paid, the licensee exports its
 * data for 30 days, and then the tenant is due for deletion. Each stage is a state of the row, so a crash anywhere goes on with the next run. Money that comes back from a
 * card is sent again in every stage.
 */
@Injectable()
export class EndingsService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly licences: LicencesService,
    private readonly operator: OperatorTenant,
    private readonly refunds: WalletRefundsService,
    private readonly payouts: PayoutsService,
    private readonly shares: OperatorShares,
    private readonly rules: MoneyRulesService,
  ) {}

  /** How far it is, with the money that still has to move. @throws NotFound while no end is planned */
  show(ctx: Context): Promise<EndingView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** By the licensee itself. @throws NotFound, InvalidRequest, LicenceMoveRefused */
  plan(ctx: Context, input: EndLicence): Promise<EndingView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.set(tx, input);
      await recordAudit(tx, {
        action: 'licence.end_planned',
        subject: subjectOf(tx),
        after: { endsAt: input.endsAt },
        reason: input.reason,
      });
      return this.view(tx);
    });
  }

  /** By the operator. @throws NotFound, InvalidRequest, LicenceMoveRefused */
  async planOf(ctx: Context, licenseeId: string, input: EndLicence): Promise<EndingView> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.set(tx, input);
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence.end_planned',
        subject: subjectOf(tx),
        after: { endsAt: input.endsAt },
        reason: input.reason,
      });
      return this.view(tx);
    });
  }

  /** While it has not begun, the operator can take it back. @throws NotFound, LicenceMoveRefused */
  async withdraw(ctx: Context, licenseeId: string, reason: string): Promise<void> {
    const operatorId = await this.operator.id();
    await this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const licence = await licenceToChange(tx);
      if (licence.ending === null) throw new NotFound();
      if (licence.ending !== 'planned') throw new LicenceMoveRefused(licence.status, 'active');
      Object.assign(licence, { endsAt: null, ending: null, endingSince: null, exportUntil: null });
      await this.licences.save(tx, licence, { kind: 'ending', fromStatus: licence.status, terms: null, reason });
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence.end_withdrawn',
        subject: subjectOf(tx),
        reason,
      });
    });
  }

  /** Takes the next step, if there is one. Repeating it changes nothing. */
  async advance(ctx: Context): Promise<void> {
    const stage = await this.db.transaction(ctx, (tx) => this.begin(tx));
    if (stage === undefined || stage === 'planned' || stage === 'deletion_due') return;
    await this.refundEverybody(ctx);
    if (stage !== 'refunding') await this.payEverybody(ctx);
    await this.db.transaction(ctx, (tx) => this.next(tx, stage));
  }

  /** The day has come: from now on nothing starts. @returns the stage */
  private async begin(tx: Tx): Promise<EndingStage | undefined> {
    const licence = await lockLicence(tx);
    if (!licence || licence.ending === null || licence.endsAt === null) return undefined;
    if (licence.ending !== 'planned') return licence.ending;
    if (licence.endsAt > tx.now) return 'planned';
    licence.exportUntil = addSeconds(licence.endsAt, EXPORT_SECONDS);
    licence.ending = 'refunding';
    licence.endingSince = tx.now;
    await this.licences.move(tx, licence, 'The licence has ended', () => licence.terminate(tx.now));
    await recordAudit(tx, { action: 'licence.ended', subject: subjectOf(tx) });
    return 'refunding';
  }

  /**
   * The unspent paid balance of each end user goes back to the cards that it came from; what they refuse, and what a dispute sets free, once more a week later. Who is in a
   * call, or has a price held for one at a later time, waits for its end.
   */
  private async refundEverybody(ctx: Context): Promise<void> {
    const people = await this.db.read(ctx, async (tx) => {
      // A budget never was at a card: the licensee takes it back.
      if ((await this.rules.of(tx)).topology === 'self_managed') return [];
      return rowsOf<{ person_id: string; tries: number }>(
        tx,
        `select a.owner_id as person_id, tried.tries from app.ledger_account a
          cross join lateral (select count(*)::int as tries, max(r.created_at) as last from app.wallet_refund r
                               where r.licensee_id = a.licensee_id and r.person_id = a.owner_id and r.cause = 'licence_ended') tried
          where a.licensee_id = $1 and a.kind = 'wallet' and a.balance > 0
            and not exists (select 1 from app.call c where c.licensee_id = a.licensee_id and c.caller_id = a.owner_id and c.settled_at is null and c.status <> 'ended')
            and not exists (select 1 from app.booking b where b.licensee_id = a.licensee_id and b.user_id = a.owner_id and b.status in ('requested', 'accepted', 'started'))
            and (tried.tries = 0 or (tried.tries < $2 and tried.last <= $3))
          order by a.id`,
        [ctx.licenseeId, MAX_TRIES, addSeconds(tx.now, -RETRY_SECONDS)],
      );
    });
    for (const { person_id: personId, tries } of people)
      await this.refunds.refundAll(ctx, personId, 'licence_ended', 'The licence of this service has ended', { tries });
  }

  /** Every payee gets what is available, without a minimum. What is still held is paid by a later run. */
  private async payEverybody(ctx: Context): Promise<void> {
    const payees = await this.db.read(ctx, (tx) =>
      rowsOf<{ party: 'advisor' | 'licensee'; party_id: string }>(
        tx,
        'select party, party_id from app.connect_account where licensee_id = $1 and closed_at is null order by id',
        [ctx.licenseeId],
      ),
    );
    for (const { party, party_id: partyId } of payees) await this.payouts.start(ctx, { party, partyId }, 'final', null);
  }

  /** Moves on when nothing of the stage is left to do. */
  private async next(tx: Tx, stage: EndingStage): Promise<void> {
    const licence = await licenceToChange(tx);
    if (licence.ending !== stage) return;
    const money = await moneyOf(tx);
    if (stage === 'refunding' && money.refunds_open === 0n && money.live_calls === 0n && money.live_bookings === 0n)
      await this.enter(tx, licence, 'paying_out', 'Everybody has the money back that can go back from here');
    else if (stage === 'paying_out' && money.payouts_open === 0n)
      await this.enter(tx, licence, 'export', 'What is paid out from here is paid');
    else if (stage === 'export' && (await this.blockers(tx, licence, money)).length === 0)
      await this.enter(tx, licence, 'deletion_due', 'The time to export is over');
  }

  /** Whoever deletes the tenant forgets whom it owes money: none may be on its way, with us for somebody, or owed to the operator on no invoice. */
  private async blockers(tx: Tx, licence: Licence, money: MoneyRow): Promise<DeletionBlocker[]> {
    if (licence.ending === 'planned' || licence.ending === 'deletion_due') return [];
    // What a licensee has itself is its own debt to its end users; the list of them is in its export.
    const isOurs = (await this.rules.of(tx)).topology === 'operator_platform';
    const found: [DeletionBlocker, boolean][] = [
      ['export_time', licence.exportUntil! > tx.now],
      ['refunds', money.refunds_open > 0n],
      ['payouts', money.payouts_open > 0n],
      ['balances', isOurs && money.left + money.frozen > 0n],
      // Each has its day, and is paid out after it.
      ['reserves', isOurs && money.reserved > 0n],
      ['operator_share', (await this.shares.claim(tx, licence.currency)) > 0n],
    ];
    return found.filter(([, is]) => is).map(([blocker]) => blocker);
  }

  private async enter(tx: Tx, licence: Licence, stage: EndingStage, reason: string): Promise<void> {
    licence.ending = stage;
    licence.endingSince = tx.now;
    await this.licences.save(tx, licence, { kind: 'ending', fromStatus: licence.status, terms: null, reason });
    await recordAudit(tx, { action: `licence.${stage}`, subject: subjectOf(tx), reason });
  }

  private async set(tx: Tx, { endsAt, reason }: EndLicence): Promise<void> {
    const licence = await licenceToChange(tx);
    if (licence.status === 'terminated') throw new LicenceMoveRefused(licence.status, 'terminated');
    const at = new Date(endsAt);
    if (at > addSeconds(tx.now, MAX_AHEAD_SECONDS))
      throw new InvalidRequest([{ pointer: '/endsAt', detail: 'must be within two years' }]);
    // Not back: those days are invoiced, and calls were taken in them.
    licence.endsAt = at > tx.now ? at : tx.now;
    licence.ending = 'planned';
    licence.endingSince = tx.now;
    await this.licences.save(tx, licence, { kind: 'ending', fromStatus: licence.status, terms: null, reason });
  }

  private async view(tx: Tx): Promise<EndingView> {
    const licence = await tx.findOneBy(Licence, { licenseeId: tx.ctx.licenseeId });
    if (licence?.ending == null) throw new NotFound();
    const money = await moneyOf(tx);
    return endingView(licence, await this.licensees.currencyOf(tx), {
      liveCalls: toJsonMinor(money.live_calls),
      peopleWithMoney: toJsonMinor(money.people),
      leftMinor: toJsonMinor(money.left),
      refundedMinor: toJsonMinor(money.refunded),
      refundsOpen: toJsonMinor(money.refunds_open),
      refundsFailed: toJsonMinor(money.refunds_failed),
      payoutsOpen: toJsonMinor(money.payouts_open),
      unpaidMinor: toJsonMinor(money.unpaid),
      frozenMinor: toJsonMinor(money.frozen),
      paidByHandMinor: toJsonMinor(money.by_hand),
      deletionWaitsFor: await this.blockers(tx, licence, money),
    });
  }
}

/** What has moved and what has not. Money that no card takes back stays in the wallet, and is told as left, until somebody paid it by hand. */
async function moneyOf(tx: Tx): Promise<MoneyRow> {
  const [row] = await rowsOf<MoneyRow>(
    tx,
    `select (select count(*) from app.ledger_account where licensee_id = $1 and kind = 'wallet' and balance > 0) as people,
            (select coalesce(sum(balance), 0)::bigint from app.ledger_account where licensee_id = $1 and kind = 'wallet') as left,
            (select coalesce(sum(balance), 0)::bigint from app.ledger_account where licensee_id = $1 and kind = 'wallet_frozen') as frozen,
            (select coalesce(sum(amount), 0)::bigint from app.hand_payment where licensee_id = $1) as by_hand,
            (select coalesce(sum(p.amount), 0)::bigint from app.wallet_refund_part p join app.wallet_refund r on r.licensee_id = p.licensee_id and r.id = p.wallet_refund_id
              where r.licensee_id = $1 and r.cause = 'licence_ended' and p.status = 'succeeded') as refunded,
            (select count(*) from app.wallet_refund_part where licensee_id = $1 and status in ('requested', 'sent')) as refunds_open,
            (select count(*) from app.wallet_refund_part p join app.wallet_refund r on r.licensee_id = p.licensee_id and r.id = p.wallet_refund_id
              where r.licensee_id = $1 and r.cause = 'licence_ended' and p.status = 'failed') as refunds_failed,
            (select count(*) from app.payout where licensee_id = $1 and status in ('claimed', 'transferred', 'in_payout', 'returning')) as payouts_open,
            (select coalesce(sum(balance), 0)::bigint from app.ledger_account where licensee_id = $1 and kind in ('advisor_payable', 'advisor_reserve')) as unpaid,
            (select coalesce(sum(balance), 0)::bigint from app.ledger_account where licensee_id = $1 and kind = 'advisor_reserve') as reserved,
            (select count(*) from app.call where licensee_id = $1 and status <> 'ended') as live_calls,
            (select count(*) from app.booking where licensee_id = $1 and status in ('requested', 'accepted', 'started')) as live_bookings`,
    [tx.ctx.licenseeId],
  );
  return row!;
}
