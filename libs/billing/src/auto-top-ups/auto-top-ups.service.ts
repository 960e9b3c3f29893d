import { Injectable } from '@nestjs/common';
import {
  Always,
  type Context,
  Db,
  InvalidRequest,
  Live,
  Outbox,
  type Tx,
  addSeconds,
  log,
  newId,
  personOf,
  publicId,
  rowsOf,
  systemContext,
  toJsonMinor,
  updateRow,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { CardsService } from '../cards.service.js';
import { FraudWarnings } from '../disputes/fraud-warnings.service.js';
import { PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { SpendingLimits } from '../spending-limits/spending-limits.service.js';
import { NoSavedCard, assertInRange } from '../top-ups/top-ups.problems.js';
import { TopUpCaps } from '../stored-value/top-up-caps.service.js';
import { TopUpsService } from '../top-ups/top-ups.service.js';
import { WalletsService } from '../wallets.service.js';
import {
  type AutoTopUpView,
  CAP_REASONS,
  type PauseReason,
  type SetAutoTopUp,
  isCapReason,
} from './auto-top-ups.dto.js';
import { AutoTopUpStopped } from './auto-top-ups.events.js';
import { MandateMissing } from './auto-top-ups.problems.js';
import { judge } from './decline-rules.js';
import { switchOffAutoTopUp } from './switch-off.js';

const LOOK_MS = 5_000;
const BATCH = 100;
/** Time for a credit to arrive before the wallet is looked at again. */
const PAUSE_SECONDS = 60;
/** Version of the words that are agreed to (`wallet.autoTopUp.mandate` of the site). */
const MANDATE = 'auto-top-up-1';

interface Mandate {
  person_id: string;
  card_id: string;
  threshold: bigint;
  amount: bigint;
  monthly_cap: bigint;
  status: 'on' | 'paused' | 'off';
  reason: PauseReason | null;
  failures: number;
  judged_top_up_id: string | null;
  next_try_at: Date;
  mandated_at: Date;
}

/**
 * Tops a wallet up when it falls below a threshold, also during a call, within what the payer agreed to [D11]. At most one is in flight per wallet: a unique
 * index says so, not this code. What a bank refuses for want of the payer is not asked again; the payer is [D12].
 */
@Injectable()
export class AutoTopUpsService {
  constructor(
    private readonly db: Db,
    private readonly topUps: TopUpsService,
    private readonly cards: CardsService,
    private readonly wallets: WalletsService,
    private readonly licensees: LicenseesService,
    private readonly outbox: Outbox,
    private readonly live: Live,
    private readonly spendingLimits: SpendingLimits,
    private readonly warnings: FraudWarnings,
    private readonly caps: TopUpCaps,
  ) {}

  async show(ctx: Context): Promise<AutoTopUpView> {
    return this.db.read(ctx, (tx) => this.viewOf(tx, personOf(ctx).personId));
  }

  /** Switches it on, or changes it; each time is a new agreement. @throws MandateMissing, NoSavedCard, TopUpOutOfRange */
  async set(ctx: Context, input: SetAutoTopUp): Promise<AutoTopUpView> {
    if (!input.agreed) throw new MandateMissing();
    if (input.monthlyCapMinor < input.amountMinor)
      throw new InvalidRequest([{ pointer: '/monthlyCapMinor', detail: 'must not be below the amount' }]);
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      if (!(await this.cards.choose(tx, personId, input.cardId))) throw new NoSavedCard();
      const terms = await this.licensees.termsOf(tx);
      const amount = BigInt(input.amountMinor);
      assertInRange(amount, terms);
      await rowsOf(
        tx,
        `insert into app.auto_top_up (licensee_id, person_id, card_id, threshold, amount, monthly_cap, status, next_try_at, mandate, mandate_locale, mandate_ip,
           mandated_at, changed_at) values ($1, $2, $3, $4, $5, $6, 'on', $10, $7, $8, $9, $10, $10)
         on conflict (licensee_id, person_id) do update set card_id = $3, threshold = $4, amount = $5, monthly_cap = $6, status = 'on', reason = null, failures = 0,
           next_try_at = $10, mandate = $7, mandate_locale = $8, mandate_ip = $9, mandated_at = $10, changed_at = $10`,
        [
          ctx.licenseeId,
          personId,
          input.cardId,
          BigInt(input.thresholdMinor),
          amount,
          BigInt(input.monthlyCapMinor),
          MANDATE,
          input.locale,
          ctx.ip,
          tx.now,
        ],
      );
      return this.viewOf(tx, personId);
    });
  }

  /** Takes the agreement back. */
  async stop(ctx: Context): Promise<AutoTopUpView> {
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      await switchOffAutoTopUp(tx, personId);
      return this.viewOf(tx, personId);
    });
  }

  /** Looks for wallets below their threshold. */
  @Always(LOOK_MS, 'billing.auto_top_ups')
  async due(): Promise<void> {
    for (const row of await this.db.resolve<{ licensee_id: string; person_id: string }>(
      'select * from app.due_auto_top_ups($1, $2)',
      [await this.db.now(), BATCH],
    )) {
      const ctx = systemContext(row.licensee_id, 'billing.auto_top_ups');
      await this.topUp(ctx, row.person_id).catch((error: unknown) => {
        // The top-up's row is there: it is resumed like every other.
        if (!(error instanceof PaymentsUnavailable))
          log.error({ err: error, personId: row.person_id }, 'a top-up by itself failed');
      });
    }
  }

  /** Judges the last one, and starts the next when everything allows it. */
  private async topUp(ctx: Context, personId: string): Promise<void> {
    const topUpId = await this.db.transaction(ctx, (tx) => this.start(tx, personId));
    if (topUpId === undefined) return;
    try {
      await this.topUps.resume(ctx.licenseeId, topUpId);
    } finally {
      await this.db.transaction(ctx, async (tx) => {
        const mandate = await this.lock(tx, personId);
        if (mandate) await this.judgeLast(tx, mandate);
      });
    }
  }

  private async start(tx: Tx, personId: string): Promise<string | undefined> {
    const mandate = await this.lock(tx, personId);
    // What a cap stopped goes on by itself when the cap leaves room again.
    const isCapped = mandate?.status === 'paused' && mandate.reason !== null && isCapReason(mandate.reason);
    if (!mandate || (mandate.status !== 'on' && !isCapped) || mandate.next_try_at > tx.now) return undefined;
    // First of all: whoever is looked at goes to the end of the line, or those who can never be topped up would keep the others out.
    await this.write(tx, personId, { next_try_at: addSeconds(tx.now, PAUSE_SECONDS) });
    if (!(await this.judgeLast(tx, mandate))) return undefined;
    // No card of somebody who has left, or is kept out.
    const active = `select 1 from app.person where licensee_id = $1 and id = $2 and status = 'active'`;
    if ((await rowsOf(tx, active, [tx.ctx.licenseeId, personId])).length === 0) return undefined;
    // No card is charged while a payment of this person may be stolen.
    if (await this.warnings.isSuspect(tx, personId)) return undefined;
    const currency = await this.licensees.currencyOf(tx);
    const { paid, promo, held } = await this.wallets.balances(tx, personId, currency);
    if (paid + promo - held >= mandate.threshold) return undefined;
    const card = await this.cards.choose(tx, personId, mandate.card_id);
    if (!card) return this.pause(tx, personId, 'off', 'card_removed');
    const used = await this.usedThisMonth(tx, personId);
    if (used + mandate.amount > mandate.monthly_cap) return this.pause(tx, personId, 'paused', 'monthly_cap');
    if (!(await this.licensees.isOpen(tx, 'topUps'))) return undefined;
    const restsUntil = await this.spendingLimits.breakUntil(tx, personId);
    if (restsUntil !== null) {
      await this.write(tx, personId, { next_try_at: restsUntil });
      return undefined;
    }
    await this.caps.lock(tx, personId, currency);
    const passed = await this.caps.passed(tx, personId, currency, mandate.amount);
    if (passed) return isCapped ? undefined : this.pause(tx, personId, 'paused', CAP_REASONS[passed.cap]);
    if (isCapped) await this.write(tx, personId, { status: 'on', reason: null });
    const id = newId();
    const [row] = await rowsOf(
      tx,
      `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, save_card, card_id, auto, status, created_at)
       values ($1, $2, $3, $4, $5, $6, 'saved_card', false, $7, true, 'requested', $8)
       on conflict (licensee_id, person_id) where auto and status in ('requested', 'processing') do nothing returning id`,
      [tx.ctx.licenseeId, id, personId, `auto:${id}`, mandate.amount, currency, card.id, tx.now],
    );
    return row ? id : undefined;
  }

  /** What became of the last one. @returns whether the next may start */
  private async judgeLast(tx: Tx, mandate: Mandate): Promise<boolean> {
    const [last] = await rowsOf<{ id: string; status: string; failure_code: string | null }>(
      tx,
      `select id, status, failure_code from app.top_up where licensee_id = $1 and person_id = $2 and auto order by id desc limit 1`,
      [tx.ctx.licenseeId, mandate.person_id],
    );
    if (!last || last.id === mandate.judged_top_up_id) return true;
    if (last.status === 'credited') {
      await this.write(tx, mandate.person_id, { failures: 0, judged_top_up_id: last.id });
      return true;
    }
    if (last.status !== 'failed') return false;
    const verdict = judge(last.failure_code ?? 'failed', mandate.failures + 1);
    await this.write(tx, mandate.person_id, { failures: mandate.failures + 1, judged_top_up_id: last.id });
    if (verdict.kind === 'again')
      await this.write(tx, mandate.person_id, { next_try_at: addSeconds(tx.now, verdict.afterSeconds) });
    else await this.pause(tx, mandate.person_id, verdict.kind === 'ask' ? 'paused' : 'off', verdict.reason);
    return false;
  }

  private async pause(tx: Tx, personId: string, status: 'paused' | 'off', reason: PauseReason): Promise<undefined> {
    await this.write(tx, personId, { status, reason });
    await this.live.tell(tx, [personId], 'wallet.auto_top_up_stopped', { reason });
    await this.outbox.add(tx, AutoTopUpStopped, { personId, reason });
  }

  private async viewOf(tx: Tx, personId: string): Promise<AutoTopUpView> {
    const currency = await this.licensees.currencyOf(tx);
    const [row] = await rowsOf<Mandate>(tx, 'select * from app.auto_top_up where licensee_id = $1 and person_id = $2', [
      tx.ctx.licenseeId,
      personId,
    ]);
    const usedThisMonthMinor = toJsonMinor(await this.usedThisMonth(tx, personId));
    if (!row)
      return {
        status: 'off',
        reason: null,
        cardId: null,
        thresholdMinor: null,
        amountMinor: null,
        monthlyCapMinor: null,
        usedThisMonthMinor,
        currency,
        agreedAt: null,
        nextTryAt: null,
      };
    return {
      status: row.status,
      reason: row.reason,
      cardId: publicId('card', row.card_id),
      thresholdMinor: toJsonMinor(row.threshold),
      amountMinor: toJsonMinor(row.amount),
      monthlyCapMinor: toJsonMinor(row.monthly_cap),
      usedThisMonthMinor,
      currency,
      agreedAt: row.mandated_at.toISOString(),
      nextTryAt: row.status === 'on' && row.failures > 0 ? row.next_try_at.toISOString() : null,
    };
  }

  /** Credited and under way. */
  private async usedThisMonth(tx: Tx, personId: string): Promise<bigint> {
    const [row] = await rowsOf<{ used: bigint }>(
      tx,
      `select coalesce(sum(amount), 0)::bigint as used from app.top_up
        where licensee_id = $1 and person_id = $2 and auto and status in ('requested', 'processing', 'credited')
          and created_at >= date_trunc('month', $3::timestamptz, 'UTC')`,
      [tx.ctx.licenseeId, personId, tx.now],
    );
    return row!.used;
  }

  private async lock(tx: Tx, personId: string): Promise<Mandate | undefined> {
    const [row] = await rowsOf<Mandate>(
      tx,
      'select * from app.auto_top_up where licensee_id = $1 and person_id = $2 for no key update',
      [tx.ctx.licenseeId, personId],
    );
    if (row?.status === 'paused' && row.reason === 'monthly_cap') {
      // A new month is a new cap.
      const used = await this.usedThisMonth(tx, personId);
      if (used + row.amount <= row.monthly_cap) {
        await this.write(tx, personId, { status: 'on', reason: null });
        return { ...row, status: 'on', reason: null };
      }
    }
    return row;
  }

  private async write(tx: Tx, personId: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await updateRow(tx, 'auto_top_up', { person_id: personId }, { ...columns, changed_at: tx.now });
  }
}
