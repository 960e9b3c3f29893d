import { Injectable } from '@nestjs/common';
import { Db, Every, Outbox, type Tx, log, newId, rowsOf, systemContext } from '@app/kernel';
import { OperatorIncidentOpened } from './licensing.events.js';
import { MoneyHealth } from './money-health.service.js';
import type { CheckView } from './operator-health.dto.js';
import { OperatorTenant } from './operator-tenant.js';

interface OpenIncident {
  readonly id: string;
  readonly state: string;
}

/** Tells the operator's staff of what is wrong with the money: once when it begins, once more when it gets worse, and again only after it was well [J10, J16]. */
@Injectable()
export class OperatorIncidents {
  constructor(
    private readonly db: Db,
    private readonly operator: OperatorTenant,
    private readonly money: MoneyHealth,
    private readonly outbox: Outbox,
  ) {}

  @Every('*/10 * * * *', 'licensing.watch_money')
  async watch(): Promise<void> {
    const ctx = systemContext(await this.operator.id(), 'licensing.watch_money');
    for (const found of await this.money.checks()) await this.db.transaction(ctx, (tx) => this.note(tx, found));
  }

  private async note(tx: Tx, { id: check, state, text }: CheckView): Promise<void> {
    const [open] = await rowsOf<OpenIncident>(
      tx,
      'select id, state from app.operator_incident where licensee_id = $1 and check_id = $2 and closed_at is null for no key update',
      [tx.ctx.licenseeId, check],
    );
    const isWorse = open?.state === 'warning' && state === 'failing';
    if (open && (state === 'ok' || isWorse))
      await rowsOf(tx, 'update app.operator_incident set closed_at = $3 where licensee_id = $1 and id = $2', [
        tx.ctx.licenseeId,
        open.id,
        tx.now,
      ]);
    if (state === 'ok' || (open && !isWorse)) return;
    const id = newId();
    const added = await rowsOf(
      tx,
      `insert into app.operator_incident (licensee_id, id, check_id, state, text, opened_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (licensee_id, check_id) where closed_at is null do nothing returning id`,
      [tx.ctx.licenseeId, id, check, state, text, tx.now],
    );
    if (added.length === 0) return;
    log.error({ check, state, text }, 'the staff of the operator are told of a check');
    await this.outbox.add(tx, OperatorIncidentOpened, { incidentId: id, check, state });
  }
}
