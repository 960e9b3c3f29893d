import { Injectable } from '@nestjs/common';
import { Db, type Page, type PageQuery, publicId, systemContext, toJsonMinor, wholeList } from '@app/kernel';
import { Ledger, type Reconciliation, ReconciliationService } from '@app/billing';
import type { ReconciliationView, RevenueQuery, RevenueView } from './operator-books.dto.js';
import { type LicenseeRow, OperatorLicenseesService } from './operator-licensees.service.js';
import { OperatorReads } from './operator-reads.js';
import { revenueSince } from './operator-revenue.queries.js';

/** The books of all licensees: do they hold, do they agree with Stripe, what do they earn the operator. */
@Injectable()
export class OperatorBooksService {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
    private readonly licensees: OperatorLicenseesService,
    private readonly ledger: Ledger,
    private readonly reconciliation: ReconciliationService,
  ) {}

  /** Our ledger against what Stripe told us, page by page of licensees: each is looked at in its own tenant [M8]. */
  async reconcile(query: PageQuery): Promise<Page<ReconciliationView>> {
    return this.licensees.eachOf(query, (licensee) => this.compare(licensee));
  }

  /** What calls brought in, by licensee, currency and month, as the ledger says [O3]. */
  async revenue({ months }: RevenueQuery): Promise<Page<RevenueView>> {
    const now = await this.db.now();
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1));
    const licensees = await this.licensees.all();
    const rows = await revenueSince(
      this.reads,
      licensees.map(({ id }) => id),
      from,
      'month',
    );
    const views = licensees.flatMap(({ id, name }) =>
      rows
        .filter((row) => row.licensee_id === id)
        .sort((a, b) => b.period.getTime() - a.period.getTime() || a.currency.localeCompare(b.currency))
        .map((row) => ({
          licenseeId: publicId('licensee', id),
          name,
          currency: row.currency,
          month: row.period.toISOString().slice(0, 7),
          grossMinor: toJsonMinor(row.gross),
          refundedMinor: toJsonMinor(row.refunded),
          operatorFeesMinor: toJsonMinor(row.operator_fees),
        })),
    );
    return wholeList(views);
  }

  private async compare(licensee: LicenseeRow): Promise<ReconciliationView[]> {
    const ctx = systemContext(licensee.id, 'operator.reconcile');
    const { found, violations } = await this.db.read(ctx, async (tx) => ({
      found: await this.reconciliation.compare(tx),
      violations: (await this.ledger.violations(tx)).length,
    }));
    const books = found.length > 0 ? found : [nothing(licensee.currency)];
    return books.map((one) => ({
      licenseeId: publicId('licensee', licensee.id),
      name: licensee.name,
      currency: one.currency,
      ledgerMinor: toJsonMinor(one.ledger),
      stripeKnownMinor: toJsonMinor(one.stripeKnown),
      differenceMinor: toJsonMinor(one.ledger - one.stripeKnown),
      unmatched: one.differences.map((difference) => ({
        kind: difference.kind,
        transactionId: difference.transactionId === null ? null : publicId('transaction', difference.transactionId),
        stripeId: difference.stripeId,
        amountMinor: toJsonMinor(difference.amount),
      })),
      unmatchedCount: one.differenceCount,
      violations,
    }));
  }
}

const nothing = (currency: string): Reconciliation => ({
  currency,
  ledger: 0n,
  stripeKnown: 0n,
  differences: [],
  differenceCount: 0,
});
