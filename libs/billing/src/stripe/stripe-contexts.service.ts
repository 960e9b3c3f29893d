import { Injectable } from '@nestjs/common';
import { Db, type Tx, log, parseId, publicId, rowsOf } from '@app/kernel';
import { NO_CONTEXT, OPERATOR_CONTEXT, type StripeContext, contextNamed, testContext } from './stripe-context.js';
import { StripeKeys } from './stripe-keys.service.js';
import { PaymentsElsewhere, PaymentsNotConnected } from './stripe.problems.js';

/** At which account of Stripe the money of a licensee is: the topology of its licence, asked anew each time, so that no replica believes an old one. */
@Injectable()
export class StripeContexts {
  constructor(
    private readonly db: Db,
    private readonly keys: StripeKeys,
  ) {}

  /** Where the money of this tenant is. Its key may be missing: then the port refuses. @throws PaymentsElsewhere */
  async of(tenant: { readonly licenseeId: string }): Promise<StripeContext> {
    const context = await this.find(tenant);
    if (!context) throw new PaymentsElsewhere();
    return context;
  }

  /** The same; undefined = at no account, because the licensee keeps it itself. */
  async find({ licenseeId }: { readonly licenseeId: string }): Promise<StripeContext | undefined> {
    const [row] = await this.db.resolve<{ name: string }>('select app.stripe_context($1) as name', [licenseeId]);
    return row!.name === NO_CONTEXT.name ? undefined : contextNamed(row!.name);
  }

  /** Every account that has keys: the operator's first. */
  async all(): Promise<StripeContext[]> {
    const rows = await this.db.resolve<{ context: string }>('select context from app.stripe_contexts()');
    return rows.map(({ context }) => contextNamed(context)).sort((a) => (a === OPERATOR_CONTEXT ? -1 : 1));
  }

  /**
   * Looks at every account that has keys, one after the other. A licensee's that does not answer keeps no other from being looked at, and is looked at again next time; the
   * failure of the operator's own is thrown at the end.
   * @param what in the log, where an account fails
   */
  async each<T>(what: string, look: (context: StripeContext) => Promise<T>): Promise<T[]> {
    const found: T[] = [];
    const failures: unknown[] = [];
    for (const context of await this.all()) {
      try {
        found.push(await look(context));
        await this.keys.accepted(context);
      } catch (error) {
        if (context === OPERATOR_CONTEXT) failures.push(error);
        else log.error({ err: error, context: context.name }, what);
      }
    }
    if (failures.length > 0) throw failures[0];
    return found;
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
   * @throws PaymentsNotConnected when the licensee has not given its key; PaymentsElsewhere
   */
  async within(tx: Tx): Promise<StripeContext> {
    await this.hold(tx);
    const context = await this.now(tx);
    if (context === OPERATOR_CONTEXT || context.isTest === true) return context;
    if (context === NO_CONTEXT) throw new PaymentsElsewhere();
    const [platform] = await rowsOf(tx, 'select 1 from app.stripe_platform where licensee_id = $1', [
      tx.ctx.licenseeId,
    ]);
    if (!platform) throw new PaymentsNotConnected();
    return context;
  }

  /** Keeps the topology as it is until the transaction ends. */
  async hold(tx: Tx): Promise<void> {
    await rowsOf(tx, `select pg_advisory_xact_lock_shared(${TOPOLOGY_LOCK})`, [tx.ctx.licenseeId]);
  }

  /** Keeps everybody out who calls `within` or `hold`; for the one that changes the topology. */
  async lock(tx: Tx): Promise<void> {
    await rowsOf(tx, `select pg_advisory_xact_lock(${TOPOLOGY_LOCK})`, [tx.ctx.licenseeId]);
  }

  /** Whether a licensee's share lies at the operator's account, which pays it out. In test mode: whether it would. */
  async paysShare(tx: Tx): Promise<boolean> {
    const [rules] = await rowsOf<{ topology: string }>(
      tx,
      'select topology from app.money_rules where licensee_id = $1',
      [tx.ctx.licenseeId],
    );
    return (rules?.topology ?? 'operator_platform') === 'operator_platform';
  }

  /** As this transaction sees it. */
  async now(tx: Tx): Promise<StripeContext> {
    const { licenseeId } = tx.ctx;
    const [own] = await rowsOf<{ isTest: boolean; topology: string | null }>(
      tx,
      `select l.test_of is not null as "isTest", r.topology from app.licensee l left join app.money_rules r on r.licensee_id = l.id where l.id = $1`,
      [licenseeId],
    );
    if (own?.topology === 'self_managed') return NO_CONTEXT;
    if (own?.isTest === true) return testContext(licenseeId);
    return own?.topology === 'licensee_platform' ? contextNamed(licenseeId) : OPERATOR_CONTEXT;
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
