import { CURRENCY, PRICE, type ReadyHold, SPLIT } from './books.ts';
import type { Product } from './product.ts';

interface Waiting {
  readonly hold: ReadyHold;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const LARGEST = 64;

/**
 * What group commit would give: settlements of one licensee that wait at the same time are posted by one transaction, with the product's own functions. A
 * prototype of the bench, to know the figure; see the note in docs/benchmarks.md on why the product does not settle this way.
 */
export class GroupCommit {
  private readonly product: Product;
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly running = new Map<string, number>();

  constructor(product: Product) {
    this.product = product;
  }

  settle(hold: ReadyHold): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const queue = this.waiting.get(hold.licenseeId) ?? [];
    this.waiting.set(hold.licenseeId, queue);
    queue.push({ hold, done: resolve, failed: reject });
    this.start(hold.licenseeId);
    return promise;
  }

  /** Two groups at a time: one is being posted while the next one gathers and is sent. */
  private start(licenseeId: string): void {
    const running = this.running.get(licenseeId) ?? 0;
    const queue = this.waiting.get(licenseeId)!;
    if (running >= 2 || queue.length === 0) return;
    this.running.set(licenseeId, running + 1);
    const group = queue.splice(0, LARGEST);
    void this.post(licenseeId, group)
      .then(() => group.forEach(({ done }) => done()))
      .catch((error: unknown) => group.forEach(({ failed }) => failed(error)))
      .finally(() => {
        this.running.set(licenseeId, this.running.get(licenseeId)! - 1);
        this.start(licenseeId);
      });
  }

  private async post(licenseeId: string, group: readonly Waiting[]): Promise<void> {
    const { db, kernel } = this.product;
    const holds = group.map(({ hold }) => hold);
    const context = kernel.systemContext(licenseeId, 'bench');
    await db.transaction(context, async (tx) => {
      const house = await this.product.ledger.house(tx, CURRENCY, 'promo_issued', 'promo_expense');
      await kernel.rowsOf(
        tx,
        // Advisors are what two groups share: taken in the order of their accounts, so that the groups do not wait crosswise.
        `select app.settle_hold(s.id, 'call:' || s.hold, s.hold, $7, s.advisor, $8, s.licensee, $9, s.operator, $10, s.tax, $11, $12, $13, s.hold),
                app.enqueue_job('bench.settled', json_build_object('licenseeId', $14::text, 'requestId', 'bench', 'payload', json_build_object('holdId', s.hold)), null, null, null, 25)
           from (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[]) u(id, hold, advisor, licensee, operator, tax) order by advisor) s`,
        [
          holds.map(() => kernel.newId()),
          holds.map((hold) => hold.holdId),
          holds.map((hold) => hold.advisorAccountId),
          holds.map((hold) => hold.licenseeAccountId),
          holds.map((hold) => hold.operatorAccountId),
          holds.map((hold) => hold.taxAccountId),
          PRICE,
          SPLIT.advisorMinor,
          SPLIT.licenseeMinor,
          SPLIT.operatorMinor,
          SPLIT.taxMinor,
          house.promo_issued,
          house.promo_expense,
          licenseeId,
        ],
      );
    });
  }
}
