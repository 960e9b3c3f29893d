import { Injectable } from '@nestjs/common';
import { type Context, Db, publicId, toJsonMinor, wholeList } from '@app/kernel';
import {
  AccountHealths,
  type AccountsApi,
  type StripeComparison,
  StripeAccountsApi,
  StripeComparisonService,
  type StripeContext,
  accountHealthView,
  contextNamed,
  unexplainedMinor,
} from '@app/billing';
import type { OperatorStripeAccountList, StripeComparisonList, StripeComparisonView } from './operator-stripe.dto.js';
import { OperatorReads } from './operator-reads.js';

/** Our books against the balance of each account at Stripe, for the operator [M8]. */
@Injectable()
export class OperatorStripeService {
  constructor(
    private readonly db: Db,
    private readonly comparison: StripeComparisonService,
    private readonly api: StripeAccountsApi,
    private readonly reads: OperatorReads,
    private readonly healths: AccountHealths,
  ) {}

  async latest(ctx: Context): Promise<StripeComparisonList> {
    return this.listOf(await this.db.read(ctx, (tx) => this.comparison.latest(tx)));
  }

  /** Asks Stripe now. @throws PaymentsUnavailable */
  async compare(): Promise<StripeComparisonList> {
    return this.listOf(await this.comparison.compare());
  }

  /** How each account is [M11]. */
  async accounts(): Promise<OperatorStripeAccountList> {
    const found = await this.healths.all();
    const names = await this.namesOf(found.map(({ context }) => context));
    return wholeList(
      found.map((one) => {
        const { licenseeId } = one.context;
        return {
          licenseeId: licenseeId === null ? null : publicId('licensee', licenseeId),
          licenseeName: names.get(licenseeId) ?? null,
          lastEventAt: one.lastEventAt?.toISOString() ?? null,
          health: accountHealthView(one),
        };
      }),
    );
  }

  private async listOf(rows: readonly StripeComparison[]): Promise<StripeComparisonList> {
    const contexts = [...new Set(rows.map(({ context }) => context))].map(contextNamed);
    const names = await this.namesOf(contexts);
    const apis = new Map<string, AccountsApi | undefined>();
    for (const context of contexts) apis.set(context.name, await this.api.of(context));
    return wholeList(
      rows.map((one) => {
        const { licenseeId } = contextNamed(one.context);
        return view(one, {
          licenseeId: licenseeId === null ? null : publicId('licensee', licenseeId),
          licenseeName: names.get(licenseeId) ?? null,
          accountsApi: apis.get(one.context) ?? null,
        });
      }),
    );
  }

  /** Names of licensees by id; the operator has none. */
  private async namesOf(contexts: readonly StripeContext[]): Promise<Map<string | null, string>> {
    const rows = await this.reads.query<{ id: string; name: string }>(
      'select id, name from app.licensee where id = any ($1)',
      [contexts.flatMap(({ licenseeId }) => licenseeId ?? [])],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

const view = (
  one: StripeComparison,
  at: Pick<StripeComparisonView, 'licenseeId' | 'licenseeName' | 'accountsApi'>,
): StripeComparisonView => ({
  id: publicId('comparison', one.id),
  ...at,
  currency: one.currency,
  comparedAt: one.comparedAt.toISOString(),
  ledgerMinor: toJsonMinor(one.ledgerMinor),
  inFlightMinor: toJsonMinor(one.inFlightMinor),
  postedMinor: toJsonMinor(one.postedMinor),
  mirrorMinor: toJsonMinor(one.mirrorMinor),
  stripeMinor: toJsonMinor(one.stripeMinor),
  suspenseMinor: toJsonMinor(one.suspenseMinor),
  waiting: one.waiting,
  unexplainedMinor: toJsonMinor(unexplainedMinor(one)),
});
