import { Injectable } from '@nestjs/common';
import { MoneyRulesService, StripeAccountsApi, StripeContexts, Topologies } from '@app/billing';
import { type Context, Db, type Tx, recordOperatorAudit, rowsOf } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { subjectOf } from './licences.service.js';
import type { SetTopology, TopologyView } from './topology.dto.js';

/** Whose account at Stripe takes payments: agreed in the licence, set by the operator before the first payment. */
@Injectable()
export class TopologyService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly topologies: Topologies,
    private readonly contexts: StripeContexts,
    private readonly api: StripeAccountsApi,
  ) {}

  /** @throws NotFound */
  async show(ctx: Context, licenseeId: string): Promise<TopologyView> {
    const context = await this.contexts.find({ licenseeId });
    const accountsApi = context && (await this.api.of(context));
    return this.db.read(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      return { ...(await this.view(tx)), accountsApi: accountsApi ?? null };
    });
  }

  /** @throws NotFound, TopologyFixed */
  async set(ctx: Context, licenseeId: string, { topology, reason }: SetTopology): Promise<TopologyView> {
    await this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      const before = await this.topologies.set(tx, topology);
      if (before === topology) return;
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'topology.changed',
        subject: subjectOf(tx),
        before: { topology: before },
        after: { topology },
        reason,
      });
    });
    return this.show(ctx, licenseeId);
  }

  private async view(tx: Tx): Promise<Omit<TopologyView, 'accountsApi'>> {
    const [platform] = await rowsOf<{ account_id: string }>(
      tx,
      'select account_id from app.stripe_platform where licensee_id = $1',
      [tx.ctx.licenseeId],
    );
    return {
      topology: (await this.rules.of(tx)).topology,
      accountId: platform?.account_id ?? null,
      blockers: await this.topologies.blockers(tx),
    };
  }
}
