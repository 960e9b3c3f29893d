import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import {
  type Context,
  Db,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  newId,
  page,
  publicId,
  recordAudit,
  recordOperatorAudit,
  toJsonMinor,
} from '@app/kernel';
import { type Limits, LicenseesService, LimitBelowUse, LimitsService } from '@app/licensees';
import { OperatorTenant } from '../operator-tenant.js';
import { BillingProfilesService } from '../invoices/billing-profiles.service.js';
import { type PlanTerms, costsAnything, limitsIn } from '../plans/plan-terms.js';
import type { Plan } from '../plans/plan.entity.js';
import { PlansService } from '../plans/plans.service.js';
import { type LicenceChangeView, type LicenceView, type TakePlan, changeView, licenceView } from './licence.dto.js';
import { Licence, LicenceChange } from './licence.entity.js';
import { LicenceChanged } from './licence.events.js';
import { nextAttempt } from '../invoices/dunning.js';
import { LicenceExists, PlanCurrencyDiffers } from './licence.problems.js';
import { askAgain, highestAdvisorShare, inUse, isBehind, licenceToChange, lockLicence } from './licence.queries.js';

const DAY_SECONDS = 86_400;

/** Limits of what stays: a plan that allows less than there is cannot be taken. Calls end by themselves. */
const LASTING = ['maxAdvisors', 'maxUsers', 'maxStorageMb'] as const satisfies readonly (keyof Limits)[];

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The licence between the operator and a licensee [A3, A5, A6]. Every change is a row that both sides read. */
@Injectable()
export class LicencesService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly limits: LimitsService,
    private readonly plans: PlansService,
    private readonly operator: OperatorTenant,
    private readonly profiles: BillingProfilesService,
    private readonly outbox: Outbox,
  ) {}

  /** The licence of the caller's tenant. @throws NotFound without one */
  show(ctx: Context): Promise<LicenceView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** The steps of its life, newest first. The other side's people are no ids of this tenant, so the licensee sees only its own. */
  history(ctx: Context, query: PageQuery, sees: 'all' | 'own'): Promise<Page<LicenceChangeView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) =>
      page(
        await tx.find(LicenceChange, {
          where: { licenseeId: ctx.licenseeId, ...(before === undefined ? {} : { id: LessThan(before) }) },
          order: { id: 'DESC' },
          take: query.limit + 1,
        }),
        query.limit,
        ({ id }) => [id],
        (change) => changeView(sees === 'own' && change.actor === 'operator' ? { ...change, actorId: null } : change),
      ),
    );
  }

  /** The operator's way to a licence. @throws NotFound, LicenceExists, PlanArchived, PlanCurrencyDiffers, LimitBelowUse, SharesTooHigh */
  async start(ctx: Context, licenseeId: string, { planId, reason }: TakePlan): Promise<LicenceView> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      const plan = await this.operator.within(tx, (operators) => this.plans.toTake(operators, planId));
      await this.begin(tx, plan, reason);
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence.started',
        subject: subjectOf(tx),
        after: { plan: plan.name, version: plan.version, ...plan.terms },
        reason,
      });
      return this.view(tx);
    });
  }

  /** Starts a licence in the caller's transaction, whose tenant is the licensee. @throws LicenceExists, PlanCurrencyDiffers, LimitBelowUse, SharesTooHigh, InvoicePartyMissing */
  async begin(tx: Tx, plan: Plan, reason: string): Promise<Licence> {
    const { licenseeId } = tx.ctx;
    const currency = await this.licensees.currencyOf(tx);
    if (plan.currency !== currency) throw new PlanCurrencyDiffers(plan.currency, currency);
    if (await lockLicence(tx)) throw new LicenceExists();
    const isTrial = plan.terms.trialDays > 0;
    const licence = Object.assign(new Licence(), {
      licenseeId,
      status: isTrial ? 'trial' : 'active',
      heldFor: null,
      ...takenFrom(plan),
      startedAt: tx.now,
      statusSince: tx.now,
      trialEndsAt: isTrial ? addSeconds(tx.now, plan.terms.trialDays * DAY_SECONDS) : null,
      chargedFrom: null,
      invoicedUntil: null,
      setupInvoiced: false,
      endsAt: null,
      ending: null,
      endingSince: null,
      exportUntil: null,
      revision: 1,
    } satisfies Partial<Licence>);
    if (!isTrial) licence.chargeFrom(dayOf(tx.now));
    await tx.insert(Licence, { ...licence });
    await this.apply(tx, plan.terms);
    await this.write(tx, licence, { kind: 'started', fromStatus: null, terms: plan.terms, reason });
    return licence;
  }

  /**
   * Another plan, or a newer version, effective at once: calls requested from now on are split by it, and this day is charged by it. A set-up fee is not charged
   * again. @throws NotFound, LicenceMoveRefused, PlanArchived, PlanCurrencyDiffers, LimitBelowUse, SharesTooHigh
   */
  async changePlan(ctx: Context, licenseeId: string, { planId, reason }: TakePlan): Promise<LicenceView> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const licence = await licenceToChange(tx);
      if (licence.status === 'terminated') throw new NotFound();
      const plan = await this.operator.within(tx, (operators) => this.plans.toTake(operators, planId));
      if (plan.currency !== licence.currency) throw new PlanCurrencyDiffers(plan.currency, licence.currency);
      const before = { plan: licence.planName, version: licence.planVersion, ...licence.terms };
      await this.apply(tx, plan.terms);
      Object.assign(licence, takenFrom(plan));
      await this.save(tx, licence, { kind: 'plan', fromStatus: licence.status, terms: plan.terms, reason });
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence.plan_changed',
        subject: subjectOf(tx),
        before,
        after: { plan: plan.name, version: plan.version, ...plan.terms },
        reason,
      });
      return this.view(tx);
    });
  }

  /** Stops new calls and top-ups at once; what runs ends and settles [A4]. @throws NotFound, LicenceMoveRefused */
  suspend(ctx: Context, licenseeId: string, reason: string): Promise<LicenceView> {
    return this.act(ctx, licenseeId, 'licence.suspended', reason, async (tx, licence) =>
      licence.suspend('operator', tx.now),
    );
  }

  /** Ends a suspension, also one for unpaid invoices: those are asked for once more, after the days of a first failure. @throws NotFound, LicenceMoveRefused */
  reinstate(ctx: Context, licenseeId: string, reason: string): Promise<LicenceView> {
    return this.act(ctx, licenseeId, 'licence.reinstated', reason, async (tx, licence) => {
      licence.reinstate(await isBehind(tx), tx.now);
      await askAgain(tx, nextAttempt(1, tx.now)!);
    });
  }

  /** Changes a licence that the transaction has locked, writes its history, and holds or frees the tenant accordingly. */
  async move(tx: Tx, licence: Licence, reason: string, change: () => void): Promise<void> {
    const fromStatus = licence.status;
    change();
    await this.save(tx, licence, { kind: 'state', fromStatus, terms: null, reason });
    await this.licensees.hold(tx, {
      everything: licence.status === 'suspended' || licence.status === 'terminated',
      pastDue: licence.status === 'past_due',
      ended: licence.status === 'terminated',
    });
  }

  /** Writes a licence and the step that changed it. */
  async save(
    tx: Tx,
    licence: Licence,
    step: Pick<LicenceChange, 'kind' | 'fromStatus' | 'terms' | 'reason'>,
  ): Promise<void> {
    licence.revision++;
    const { licenseeId, ...row } = licence;
    await tx.update(Licence, { licenseeId }, row);
    await this.write(tx, licence, step);
  }

  /** The trial is over: from the day of its end it is charged. A second run finds nothing to do. */
  async endTrial(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const licence = await lockLicence(tx);
      if (licence?.status !== 'trial' || licence.trialEndsAt === null || licence.trialEndsAt > tx.now) return;
      licence.chargeFrom(dayOf(licence.trialEndsAt));
      await this.move(tx, licence, 'The trial is over', () => licence.activate(tx.now));
      await recordAudit(tx, { action: 'licence.trial_ended', subject: subjectOf(tx) });
    });
  }

  async view(tx: Tx): Promise<LicenceView> {
    const licence = await tx.findOneBy(Licence, { licenseeId: tx.ctx.licenseeId });
    if (!licence) throw new NotFound();
    return licenceView(licence, await this.limits.limitsOf(tx), await inUse(tx, await this.limits.storedBytes(tx)));
  }

  private async act(
    ctx: Context,
    licenseeId: string,
    action: string,
    reason: string,
    change: (tx: Tx, licence: Licence) => Promise<void>,
  ): Promise<LicenceView> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const licence = await licenceToChange(tx);
      const before = licence.status;
      const changed = Object.assign(new Licence(), licence);
      await change(tx, changed);
      await this.move(tx, licence, reason, () => Object.assign(licence, changed));
      await recordOperatorAudit(tx, operatorId, {
        action,
        subject: subjectOf(tx),
        before: { status: before },
        after: { status: licence.status },
        reason,
      });
      return this.view(tx);
    });
  }

  /** Share and limits of the terms, effective at once. The row of limits is locked first, so nothing is made between the count and the commit. */
  private async apply(tx: Tx, terms: PlanTerms): Promise<void> {
    // Otherwise nobody could issue its invoices.
    if (costsAnything(terms)) {
      await this.profiles.needed(tx);
      await this.operator.within(tx, (operators) => this.profiles.issuer(operators));
    }
    await this.limits.set(tx, limitsIn(terms));
    const used = await inUse(tx, await this.limits.storedBytes(tx));
    for (const limit of LASTING) {
      const value = terms[limit];
      if (value !== null && used[limit]! > BigInt(value))
        throw new LimitBelowUse(limit, value, toJsonMinor(used[limit]!));
    }
    if (terms.operatorShareBp !== null)
      await this.licensees.setOperatorShare(tx, terms.operatorShareBp, await highestAdvisorShare(tx));
  }

  private async write(
    tx: Tx,
    licence: Licence,
    step: Pick<LicenceChange, 'kind' | 'fromStatus' | 'terms' | 'reason'>,
  ): Promise<void> {
    const { actor } = tx.ctx;
    await tx.insert(LicenceChange, {
      licenseeId: tx.ctx.licenseeId,
      id: newId(),
      at: tx.now,
      ...step,
      toStatus: licence.status,
      ending: licence.ending,
      planName: licence.planName,
      planVersion: licence.planVersion,
      actor: actor.kind !== 'person' ? 'system' : actor.role === 'operator' ? 'operator' : 'licensee',
      actorId: actor.kind === 'person' ? actor.personId : null,
    });
    await this.outbox.add(tx, LicenceChanged, {
      licenseeId: tx.ctx.licenseeId,
      kind: step.kind,
      fromStatus: step.fromStatus,
      toStatus: licence.status,
      heldFor: licence.heldFor,
      ending: licence.ending,
      endsAt: licence.endsAt?.toISOString() ?? null,
      exportUntil: licence.exportUntil?.toISOString() ?? null,
      planName: licence.planName,
      planVersion: licence.planVersion,
    });
  }
}

export const subjectOf = (tx: Tx): { kind: string; id: string } => ({
  kind: 'licensee',
  id: publicId('licensee', tx.ctx.licenseeId),
});

/** The copy that the licence keeps [A6]. */
const takenFrom = (plan: Plan): Pick<Licence, 'planId' | 'planName' | 'planVersion' | 'currency' | 'terms'> => ({
  planId: plan.id,
  planName: plan.name,
  planVersion: plan.version,
  currency: plan.currency,
  terms: { ...plan.terms },
});
