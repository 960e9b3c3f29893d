import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, Not } from 'typeorm';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  lockOne,
  newId,
  page,
  publicId,
  recordAudit,
} from '@app/kernel';
import { BillingProfilesService } from '../invoices/billing-profiles.service.js';
import { PlanArchived, PlanNotOffered } from '../licence/licence.problems.js';
import { Plan } from './plan.entity.js';
import {
  type CreatePlan,
  type PlanView,
  type PlansQuery,
  type RevisePlan,
  isOffered,
  planView,
  termsOf,
} from './plans.dto.js';

/** The operator's catalogue. `ctx` is the operator's own. Licences keep copies of the terms, so nothing here touches a running one [A6]. */
@Injectable()
export class PlansService {
  constructor(
    private readonly db: Db,
    private readonly profiles: BillingProfilesService,
  ) {}

  list(ctx: Context, query: PlansQuery): Promise<Page<PlanView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const hasIssuer = await this.profiles.hasIssuer(tx);
      return page(
        await tx.find(Plan, {
          where: {
            licenseeId: ctx.licenseeId,
            ...(before === undefined ? {} : { id: LessThan(before) }),
            ...(query.state === undefined ? {} : { archivedAt: query.state === 'offered' ? IsNull() : Not(IsNull()) }),
          },
          order: { id: 'DESC' },
          take: query.limit + 1,
        }),
        query.limit,
        ({ id }) => [id],
        (plan) => planView(plan, hasIssuer),
      );
    });
  }

  /** What the sign-up page offers, cheapest first: nothing that costs anything while nobody could issue its invoices. */
  offered(ctx: Context): Promise<Page<PlanView>> {
    return this.db.read(ctx, async (tx) => {
      const hasIssuer = await this.profiles.hasIssuer(tx);
      const found = await tx.findBy(Plan, { licenseeId: ctx.licenseeId, isPublic: true, archivedAt: IsNull() });
      const plans = found.filter((plan) => isOffered(plan, hasIssuer));
      plans.sort(
        (a, b) => (a.terms.monthlyFeeMinor ?? 0) - (b.terms.monthlyFeeMinor ?? 0) || a.name.localeCompare(b.name),
      );
      return page(
        plans,
        plans.length,
        ({ id }) => [id],
        (plan) => planView(plan, hasIssuer),
      );
    });
  }

  create(ctx: Context, input: CreatePlan): Promise<PlanView> {
    return this.db.transaction(ctx, async (tx) => {
      const id = newId();
      const plan = await this.insert(tx, { id, familyId: id, version: 1, currency: input.currency }, input);
      await recordAudit(tx, {
        action: 'plan.created',
        subject: subjectOf(id),
        after: { name: plan.name, ...plan.terms },
      });
      return this.view(tx, plan);
    });
  }

  /** The next version; the one before is archived. Licences that run keep theirs. @throws NotFound, PlanArchived */
  revise(ctx: Context, id: string, input: RevisePlan): Promise<PlanView> {
    return this.db.transaction(ctx, async (tx) => {
      const before = await lockOne(tx, Plan, id);
      if (before.archivedAt !== null) throw new PlanArchived();
      await tx.update(Plan, { licenseeId: ctx.licenseeId, id }, { archivedAt: tx.now });
      const { familyId, currency, version } = before;
      const plan = await this.insert(tx, { id: newId(), familyId, version: version + 1, currency }, input);
      await recordAudit(tx, {
        action: 'plan.revised',
        subject: subjectOf(plan.id),
        before: { name: before.name, ...before.terms },
        after: { name: plan.name, ...plan.terms },
      });
      return this.view(tx, plan);
    });
  }

  /** Nobody new can take it. Repeating it changes nothing. @throws NotFound */
  archive(ctx: Context, id: string): Promise<PlanView> {
    return this.db.transaction(ctx, async (tx) => {
      const plan = await lockOne(tx, Plan, id);
      if (plan.archivedAt === null) {
        plan.archivedAt = tx.now;
        await tx.update(Plan, { licenseeId: ctx.licenseeId, id }, { archivedAt: tx.now });
        await recordAudit(tx, { action: 'plan.archived', subject: subjectOf(id) });
      }
      return this.view(tx, plan);
    });
  }

  /** A plan that can be taken, in the operator's own tenant. @throws NotFound, PlanArchived */
  async toTake(tx: Tx, id: string): Promise<Plan> {
    const plan = await tx.findOneBy(Plan, { licenseeId: tx.ctx.licenseeId, id });
    if (!plan) throw new NotFound();
    if (plan.archivedAt !== null) throw new PlanArchived();
    return plan;
  }

  /** A plan that a stranger can take. @throws NotFound, also for one by agreement only, PlanArchived, PlanNotOffered */
  async toSignUp(tx: Tx, id: string): Promise<Plan> {
    const plan = await this.toTake(tx, id);
    if (!plan.isPublic) throw new NotFound();
    if (!isOffered(plan, await this.profiles.hasIssuer(tx))) throw new PlanNotOffered();
    return plan;
  }

  private async view(tx: Tx, plan: Plan): Promise<PlanView> {
    return planView(plan, await this.profiles.hasIssuer(tx));
  }

  private async insert(
    tx: Tx,
    identity: Pick<Plan, 'id' | 'familyId' | 'version' | 'currency'>,
    input: RevisePlan,
  ): Promise<Plan> {
    const plan: Plan = {
      licenseeId: tx.ctx.licenseeId,
      ...identity,
      name: input.name,
      terms: termsOf(input),
      isPublic: input.isPublic,
      archivedAt: null,
      createdAt: tx.now,
    };
    await tx.insert(Plan, plan);
    return plan;
  }
}

const subjectOf = (id: string): { kind: string; id: string } => ({ kind: 'plan', id: publicId('plan', id) });
