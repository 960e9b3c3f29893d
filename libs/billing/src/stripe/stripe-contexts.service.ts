import { Injectable } from '@nestjs/common';
import { Db, type Tx, parseId, publicId, rowsOf } from '@app/kernel';
import { OPERATOR_CONTEXT, type StripeContext, contextNamed, testContext } from './stripe-context.js';
import { PaymentsNotConnected } from './stripe.problems.js';

/** At which account of Stripe the money of a licensee is: the topology of its licence, asked anew each time, so that no replica believes an old one. */
@Injectable()
export class StripeContexts {
  constructor(private readonly db: Db) {}

  /** Where the money of this tenant is. Its key may be missing: then the port refuses. */
  async of({ licenseeId }: { readonly licenseeId: string }): Promise<StripeContext> {
    const [row] = await this.db.resolve<{ name: string }>('select app.stripe_context($1) as name', [licenseeId]);
    return contextNamed(row!.name);
  }

  /** Every account that has keys: the operator's first. */
  async all(): Promise<StripeContext[]> {
    const rows = await this.db.resolve<{ context: string }>('select context from app.stripe_contexts()');
    return rows.map(({ context }) => contextNamed(context)).sort((a) => (a === OPERATOR_CONTEXT ? -1 : 1));
  }

  /** The tenant of something that happened at this account. Metadata is believed at the operator's own account only: a licensee can write its own. */
  async tenantOf(
    context: StripeContext,
    named: string | null,
    relatedIds: readonly string[],
  ): Promise<string | undefined> {
    const [tenant] = await this.db.resolve<{ id: string | null }>('select app.stripe_tenant($1, $2, $3) as id', [
      context.name,
      named,
      relatedIds,
    ]);
    return tenant?.id ?? undefined;
  }

  /**
   * The same inside a transaction, which holds the topology where it is until it ends: whoever writes a row that Stripe is asked for afterwards calls this first, so
   * the change of the topology sees the row or the row sees the change.
   * @throws PaymentsNotConnected when the licensee has not given its key
   */
  async within(tx: Tx): Promise<StripeContext> {
    await rowsOf(tx, `select pg_advisory_xact_lock_shared(${TOPOLOGY_LOCK})`, [tx.ctx.licenseeId]);
    const context = await this.now(tx);
    if (context === OPERATOR_CONTEXT || context.isTest === true) return context;
    const [platform] = await rowsOf(tx, 'select 1 from app.stripe_platform where licensee_id = $1', [
      tx.ctx.licenseeId,
    ]);
    if (!platform) throw new PaymentsNotConnected();
    return context;
  }

  /** Keeps everybody out who calls `within`; for the one that changes the topology. */
  async lock(tx: Tx): Promise<void> {
    await rowsOf(tx, `select pg_advisory_xact_lock(${TOPOLOGY_LOCK})`, [tx.ctx.licenseeId]);
  }

  /** As this transaction sees it. */
  async now(tx: Tx): Promise<StripeContext> {
    const { licenseeId } = tx.ctx;
    const [own] = await rowsOf<{ isTest: boolean; isOwn: boolean }>(
      tx,
      `select l.test_of is not null as "isTest", coalesce(r.topology = 'licensee_platform', false) as "isOwn" from app.licensee l
         left join app.money_rules r on r.licensee_id = l.id where l.id = $1`,
      [licenseeId],
    );
    if (own?.isTest === true) return testContext(licenseeId);
    return own?.isOwn === true ? contextNamed(licenseeId) : OPERATOR_CONTEXT;
  }
}

const TOPOLOGY_LOCK = `hashtextextended('topology:' || $1::text, 0)`;

/** The name of a context in the address of its webhooks. */
export const pathOf = ({ licenseeId }: StripeContext): string =>
  licenseeId === null ? OPERATOR_CONTEXT.name : publicId('licensee', licenseeId);

export function contextOfPath(path: string): StripeContext | undefined {
  if (path === OPERATOR_CONTEXT.name) return OPERATOR_CONTEXT;
  const licenseeId = parseId('licensee', path);
  return licenseeId === undefined ? undefined : contextNamed(licenseeId);
}
