import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  NotFound,
  Outbox,
  type Tx,
  addSeconds,
  log,
  rowsOf,
  systemContext,
  updateRow,
} from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { type AccountFacts, Connect } from '../stripe/connect.js';
import { finishEvent } from '../stripe/inbox.js';
import { contextNamed } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { type PayeeAccount, accountById } from './connect-account-rows.js';
import type { AccountState, Party } from './connect-accounts.dto.js';
import { EarningChanges } from './earning-changes.js';
import { PayoutAccountChanged } from './payouts.events.js';

const STALE_SECONDS = 600;
const BATCH = 100;

/**
 * What Stripe says of a payee's account [M11]. The row comes first and is Stripe's idempotency key. What an account may do is only ever read from Stripe: an event,
 * and the payee's return from its page, say no more than "look again".
 */
@Injectable()
export class ConnectAccountSync {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly connect: Connect,
    private readonly outbox: Outbox,
    private readonly contexts: StripeContexts,
    private readonly earning: EarningChanges,
  ) {}

  @OnStripe([
    'account.updated',
    'account.external_account.updated',
    'account.external_account.deleted',
    'capability.updated',
    'v2.core.account.updated',
    'v2.core.account.closed',
    'v2.core.account[requirements].updated',
    'v2.core.account[identity].updated',
    'v2.core.account[configuration.recipient].updated',
    'v2.core.account[configuration.recipient].capability_status_updated',
    'v2.core.account_link.returned',
  ])
  async onAccount(ctx: Context, event: StripeEvent): Promise<void> {
    await this.applyEvent(ctx, event, event.accountId ?? event.objectId, false);
  }

  /** A new bank account: a payout that failed before may be tried again. (Stripe also says `updated`, when it marks the old one as unusable.) */
  @OnStripe(['account.external_account.created'])
  async onBank(ctx: Context, event: StripeEvent): Promise<void> {
    await this.applyEvent(ctx, event, event.accountId ?? '', true);
  }

  /** The account was taken from the platform: it can be read no more, nothing is transferred there, and the payee may open another. */
  @OnStripe(['account.application.deauthorized'])
  async onDeauthorized(ctx: Context, event: StripeEvent): Promise<void> {
    const context = await this.contexts.of(ctx);
    await this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<{ id: string }>(
        tx,
        'select id from app.connect_account where licensee_id = $1 and account_id = $2 and context = $3 and closed_at is null',
        [ctx.licenseeId, event.accountId, context.name],
      );
      if (row)
        await this.earning.ofAccount(tx, row.id, () =>
          updateRow(tx, 'connect_account', { id: row.id }, { status: 'closed', closed_at: tx.now, synced_at: tx.now }),
        );
      await finishEvent(tx, event.id, row ? 'done' : 'ignored', row ? null : 'no account of ours');
    });
  }

  /** Accounts that are not usable yet are read again every ten minutes, all others once a day, some at a time: an event may have been lost. */
  @Every('*/10 * * * *', 'billing.sync_connect_accounts')
  async syncStale(): Promise<void> {
    const before = addSeconds(await this.db.now(), -STALE_SECONDS);
    for (const row of await this.db.resolve<{ licensee_id: string; id: string }>(
      'select * from app.stale_connect_accounts($1, $2)',
      [before, BATCH],
    )) {
      const ctx = systemContext(row.licensee_id, 'billing.sync_connect_accounts');
      await this.refresh(ctx, row.id).catch(async (error: unknown) => {
        if (error instanceof PaymentsUnavailable) return;
        log.error({ err: error, id: row.id }, 'an account cannot be read');
        // To the end of the line, or those that can never be read would keep the others out.
        await this.db.transaction(ctx, (tx) => updateRow(tx, 'connect_account', { id: row.id }, { synced_at: tx.now }));
      });
    }
  }

  private async applyEvent(ctx: Context, event: StripeEvent, accountId: string, isBank: boolean): Promise<void> {
    const context = await this.contexts.of(ctx);
    const [row] = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string; party: Party; party_id: string; status: string }>(
        tx,
        'select id, party, party_id, status from app.connect_account where licensee_id = $1 and account_id = $2 and context = $3',
        [ctx.licenseeId, accountId, context.name],
      ),
    );
    if (row) {
      const facts = await this.connect.account(context, accountId);
      await this.db.transaction(ctx, async (tx) => {
        await this.write(tx, row.id, facts);
        if (isBank) await updateRow(tx, 'connect_account', { id: row.id }, { payout_block: null });
        // The first bank account is no change.
        if (isBank && row.status === 'active')
          await this.outbox.add(tx, PayoutAccountChanged, { party: row.party, partyId: row.party_id });
        await finishEvent(tx, event.id, 'done');
      });
    } else {
      await this.db.transaction(ctx, (tx) => finishEvent(tx, event.id, 'ignored', 'no account of ours'));
    }
  }

  /** Opens the account at Stripe where that has not been done, or else reads it again. @throws PaymentsUnavailable */
  async refresh(ctx: Context, id: string): Promise<void> {
    const row = await this.db.read(ctx, (tx) => accountById(tx, id));
    if (row.account_id === null) return this.openAtStripe(ctx, id);
    const facts = await this.connect.account(contextNamed(row.context), row.account_id);
    await this.db.transaction(ctx, (tx) => this.write(tx, id, facts));
  }

  private async openAtStripe(ctx: Context, id: string): Promise<void> {
    const { row, email, currency } = await this.db.read(ctx, async (tx) => {
      const account = await accountById(tx, id);
      return {
        row: account,
        email: await this.emailOf(tx, account),
        currency: await this.licensees.currencyOf(tx),
      };
    });
    // Where the row says, whatever the licence says by now: an account at another place than its row is found by nobody.
    const context = contextNamed(row.context);
    const facts = await this.connect.createAccount(context, {
      licenseeId: ctx.licenseeId,
      id,
      party: row.party,
      country: row.country,
      entityType: row.entity_type,
      email,
      name: row.name,
      currency,
    });
    await this.connect.setManualPayouts(context, facts.accountId);
    await this.db.transaction(ctx, (tx) => this.write(tx, id, facts));
  }

  private async write(tx: Tx, id: string, facts: AccountFacts): Promise<void> {
    await this.earning.ofAccount(tx, id, async () => {
      await rowsOf(
        tx,
        `update app.connect_account set account_id = $3, status = $4, requirements = $5, synced_at = $6,
                closed_at = case when $4 = 'closed' then coalesce(closed_at, $6) end where licensee_id = $1 and id = $2`,
        [tx.ctx.licenseeId, id, facts.accountId, stateOf(facts), facts.requirements, tx.now],
      );
    });
  }

  private async emailOf(tx: Tx, row: PayeeAccount): Promise<string> {
    const [found] = await rowsOf<{ person_id: string }>(
      tx,
      row.party === 'advisor'
        ? 'select person_id from app.advisor where licensee_id = $1 and id = $2'
        : `select id as person_id from app.person where licensee_id = $1 and role in ('owner', 'admin') and $2::uuid = licensee_id order by role = 'owner' desc, id limit 1`,
      [tx.ctx.licenseeId, row.party_id],
    );
    if (!found) throw new NotFound();
    return (await this.persons.byId(tx, found.person_id)).email;
  }
}

function stateOf(facts: AccountFacts): AccountState {
  if (facts.isClosed) return 'closed';
  if (facts.isRejected) return 'rejected';
  if (facts.transfersActive) return 'active';
  return facts.requirements.length > 0 ? 'onboarding' : 'restricted';
}
