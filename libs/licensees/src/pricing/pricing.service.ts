import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Tx,
  lockOne,
  newId,
  personOf,
  recordAudit,
} from '@app/kernel';
import { LicenseeTerms } from '../licensee-terms.entity.js';
import { LicenseesService } from '../licensees.service.js';
import type { ChangePricingRequest, PricingView } from './pricing.dto.js';
import { PricingChanged } from './pricing.problems.js';
import { type PricingChanges, contradictions, differences, pricingValues, termsOfChanges } from './pricing-rules.js';
import { type Ceilings, ceilingValues, ceilingsOf } from './stored-value-caps.js';
import { TermsChange } from './terms-change.entity.js';

const SUBJECT = { kind: 'licensee', id: 'pricing' };

/** The commercial rules of a licensee, changed now or on a day. A call that was requested keeps the rules it was requested with (features.md E9). */
@Injectable()
export class PricingService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  show(ctx: Context): Promise<PricingView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /**
   * Changes rules at once, or plans it when `effectiveAt` is given. A change of nothing says that somebody looked at the rules.
   * @throws InvalidRequest where the rules would contradict each other, PricingChanged, ChangePlanned
   */
  change(ctx: Context, { effectiveAt, ...changes }: ChangePricingRequest): Promise<PricingView> {
    return this.db.transaction(ctx, async (tx) => {
      const terms = await this.licensees.termsOf(tx);
      assertFits(terms, changes);
      if (effectiveAt === undefined) {
        await this.apply(tx, terms, changes, true);
      } else {
        await this.plan(tx, changes, new Date(effectiveAt));
      }
      return this.view(tx);
    });
  }

  /** @throws NotFound when no change waits */
  async cancelPlanned(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const waiting = await this.waiting(tx);
      if (!waiting || !(await this.end(tx, waiting.id, 'cancelled'))) throw new NotFound();
      await recordAudit(tx, {
        action: 'pricing.plan_cancelled',
        subject: SUBJECT,
        before: { effectiveAt: waiting.effectiveAt.toISOString(), ...waiting.changes },
      });
    });
  }

  /** Applies a planned change whose time has come; a second run finds nothing to do. */
  async applyPlanned(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const planned = await lockOne(tx, TermsChange, id);
      if (planned.status !== 'pending' || planned.effectiveAt > tx.now) return;
      const terms = await this.licensees.termsOf(tx);
      const wrong = contradictions(
        { ...pricingValues(terms), ...ofTheOperator(terms), ...planned.changes },
        planned.changes,
      );
      if (wrong.length > 0) {
        await this.end(tx, id, 'refused');
        await recordAudit(tx, {
          action: 'pricing.plan_refused',
          subject: SUBJECT,
          after: { ...planned.changes },
          reason: wrong.map(({ detail }) => detail).join('; '),
        });
        return;
      }
      await this.end(tx, id, 'applied');
      await this.apply(tx, terms, planned.changes, false);
    });
  }

  private async apply(tx: Tx, terms: LicenseeTerms, changes: PricingChanges, byPerson: boolean): Promise<void> {
    const before = pricingValues(terms);
    const after = differences(before, changes);
    const { licenseeId, revision } = terms;
    // The revision is the lock: rules that were judged together are written together, or not at all.
    const { affected } = await tx.update(
      LicenseeTerms,
      { licenseeId, revision },
      { ...termsOfChanges(after), revision: revision + 1, ...(byPerson ? { reviewedAt: tx.now } : {}) },
    );
    if (affected !== 1) throw new PricingChanged();
    const changed = Object.keys(after).length > 0;
    await recordAudit(tx, {
      action: changed ? 'pricing.changed' : 'pricing.reviewed',
      subject: SUBJECT,
      ...(changed ? { before: only(before, Object.keys(after)), after: { ...after } } : {}),
    });
  }

  private async plan(tx: Tx, changes: PricingChanges, effectiveAt: Date): Promise<void> {
    if (effectiveAt <= tx.now) throw new InvalidRequest([{ pointer: '/effectiveAt', detail: 'must be in the future' }]);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0)
      throw new InvalidRequest([{ pointer: '/effectiveAt', detail: 'needs a rule that changes' }]);
    await tx.insert(TermsChange, {
      licenseeId: tx.ctx.licenseeId,
      id: newId(),
      changes: given,
      effectiveAt,
      status: 'pending',
      createdBy: personOf(tx.ctx).personId,
      createdAt: tx.now,
      endedAt: null,
    });
    await recordAudit(tx, {
      action: 'pricing.planned',
      subject: SUBJECT,
      after: { effectiveAt: effectiveAt.toISOString(), ...given },
    });
  }

  /** True when this call ended it. */
  private async end(tx: Tx, id: string, status: 'applied' | 'cancelled' | 'refused'): Promise<boolean> {
    const { affected } = await tx.update(
      TermsChange,
      { licenseeId: tx.ctx.licenseeId, id, status: 'pending' },
      { status, endedAt: tx.now },
    );
    return affected === 1;
  }

  private waiting(tx: Tx): Promise<TermsChange | null> {
    return tx.findOneBy(TermsChange, { licenseeId: tx.ctx.licenseeId, status: 'pending' });
  }

  private async view(tx: Tx): Promise<PricingView> {
    const terms = await this.licensees.termsOf(tx);
    const planned = await this.waiting(tx);
    const { currency, timeZone } = await this.licensees.licenseeOf(tx);
    return {
      currency,
      timeZone,
      operatorShareBp: terms.operatorShareBp,
      ...pricingValues(terms),
      ceilings: ceilingValues(terms),
      reviewedAt: terms.reviewedAt?.toISOString() ?? null,
      planned: planned && {
        effectiveAt: planned.effectiveAt.toISOString(),
        createdAt: planned.createdAt.toISOString(),
        changes: planned.changes,
      },
    };
  }
}

function assertFits(terms: LicenseeTerms, changes: PricingChanges): void {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const rules = { ...pricingValues(terms), ...ofTheOperator(terms), ...given };
  const wrong = contradictions(rules, changes);
  if (wrong.length > 0) throw new InvalidRequest(wrong);
}

const ofTheOperator = (terms: LicenseeTerms): { operatorShareBp: number; ceilings: Ceilings } => ({
  operatorShareBp: terms.operatorShareBp,
  ceilings: ceilingsOf(terms),
});

const only = (values: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
