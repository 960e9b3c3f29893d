import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Every,
  NotFound,
  Outbox,
  type Page,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  log,
  newId,
  page,
  personOf,
  publicId,
  publicUrl,
  recordAudit,
  rowsOf,
  systemContext,
  updateRow,
} from '@app/kernel';
import { LicenseesService, assertPaid } from '@app/licensees';
import { PersonsService } from '@app/identity';
import { type AccountFacts, Connect } from '../stripe/connect.js';
import { finishEvent } from '../stripe/inbox.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { contextNamed } from '../stripe/stripe-context.js';
import { PaymentsUnavailable } from '../stripe/stripe.problems.js';
import type {
  AccountState,
  OnboardingLinkView,
  OpenPayoutAccount,
  Party,
  PayoutAccountOrNone,
  PayoutAccountView,
  PayoutAccountsQuery,
} from './connect-accounts.dto.js';
import { EarningChanges, waiting } from './earning-changes.js';
import { PayoutAccountChanged } from './payouts.events.js';
import { PayoutAccountExists, PayoutAccountNotReady, ShareStaysAtYourStripe } from './connect-accounts.problems.js';

const STALE_SECONDS = 600;
const BATCH = 100;
export interface PayeeAccount {
  id: string;
  party: Party;
  party_id: string;
  account_id: string | null;
  country: string;
  entity_type: 'individual' | 'company';
  status: AccountState;
  requirements: string[];
  payout_block: string | null;
  synced_at: Date | null;
  context: string;
  name: string;
}

/** Who is to be paid: an advisor, or the licensee itself. */
export interface Payee {
  readonly party: Party;
  readonly partyId: string;
}

/**
 * Accounts of payees at Stripe Connect [I1, M11]. The row comes first and is Stripe's idempotency key. What an account may do is only ever read from Stripe: an
 * event, and the payee's return from its page, say no more than "look again".
 */
@Injectable()
export class ConnectAccountsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly connect: Connect,
    private readonly outbox: Outbox,
    private readonly contexts: StripeContexts,
    private readonly earning: EarningChanges,
  ) {}

  /** The advisor behind the caller, or the licensee of a member of staff. @throws NotFound for an advisor without a profile */
  async payeeOf(ctx: Context): Promise<Payee> {
    const { personId, role } = personOf(ctx);
    if (role !== 'advisor') return { party: 'licensee', partyId: ctx.licenseeId };
    return this.db.read(ctx, async (tx) => {
      const [advisor] = await rowsOf<{ id: string }>(
        tx,
        'select id from app.advisor where licensee_id = $1 and person_id = $2',
        [ctx.licenseeId, personId],
      );
      if (!advisor) throw new NotFound();
      return { party: 'advisor', partyId: advisor.id };
    });
  }

  async show(ctx: Context): Promise<PayoutAccountOrNone> {
    const payee = await this.payeeOf(ctx);
    return this.db.read(ctx, async (tx) => {
      const row = await this.openOf(tx, payee);
      return { account: row ? view(row) : null, callsWait: await this.callsWait(tx, payee) };
    });
  }

  /** Opens the account; the payee's answers follow on a page of Stripe. @throws PayoutAccountExists, CountryNotPaid, ShareStaysAtYourStripe, PaymentsNotConnected, PaymentsUnavailable */
  async open(ctx: Context, input: OpenPayoutAccount): Promise<PayoutAccountView> {
    const payee = await this.payeeOf(ctx);
    assertPaid(input.country);
    const id = await this.db.transaction(ctx, async (tx) => {
      const context = await this.contexts.within(tx);
      if (payee.party === 'licensee' && !(await this.contexts.paysShare(tx))) throw new ShareStaysAtYourStripe();
      const before = await this.openOf(tx, payee);
      // A lost answer: the same request goes on where it stopped.
      if (before?.status === 'requested') return before.id;
      if (before) throw new PayoutAccountExists();
      const newRow = newId();
      await rowsOf(
        tx,
        `insert into app.connect_account (licensee_id, id, party, party_id, country, entity_type, status, created_at, context)
         values ($1, $2, $3, $4, $5, $6, 'requested', $7, $8)`,
        [ctx.licenseeId, newRow, payee.party, payee.partyId, input.country, input.entityType, tx.now, context.name],
      );
      await recordAudit(tx, {
        action: 'payout_account.opened',
        subject: { kind: 'payout_account', id: publicId('connectAccount', newRow) },
        after: { party: payee.party, country: input.country },
      });
      return newRow;
    });
    await this.create(ctx, id);
    return this.viewOf(ctx, id);
  }

  /** @throws ShareStaysAtYourStripe */
  async assertShareIsPaid(ctx: Context): Promise<void> {
    if (!(await this.db.read(ctx, (tx) => this.contexts.paysShare(tx)))) throw new ShareStaysAtYourStripe();
  }

  /** The page on which the payee answers Stripe's questions. @throws PayoutAccountNotReady when none is opened */
  async onboardingLink(ctx: Context): Promise<OnboardingLinkView> {
    const payee = await this.payeeOf(ctx);
    const { row, host } = await this.db.read(ctx, async (tx) => ({
      row: await this.openOf(tx, payee),
      host: ctx.host === '' ? await this.licensees.primaryHostOf(tx) : ctx.host,
    }));
    if (!row?.account_id) throw new PayoutAccountNotReady('Open a payout account first.');
    const back = `${publicUrl(this.config, host)}/${payee.party === 'advisor' ? 'pro/payouts' : 'admin/payouts'}`;
    const url = await this.connect.onboardingLink(contextNamed(row.context), row.account_id, {
      returnUrl: `${back}?onboarding=done`,
      refreshUrl: `${back}?onboarding=again`,
    });
    return { url };
  }

  /** Reads the account at Stripe again: after the payee came back from its page. */
  async refresh(ctx: Context): Promise<PayoutAccountOrNone> {
    const payee = await this.payeeOf(ctx);
    const row = await this.db.read(ctx, (tx) => this.openOf(tx, payee));
    if (row) await this.sync(ctx, row.id);
    return this.show(ctx);
  }

  /** All payees of a licensee with their accounts' health, newest first [M11]. */
  async list(ctx: Context, query: PayoutAccountsQuery): Promise<Page<PayoutAccountView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<PayeeAccount>(
        tx,
        `${ACCOUNTS} and ($2::text is null or c.status = $2) and ($3::uuid is null or c.id < $3) order by c.id desc limit $4`,
        [ctx.licenseeId, query.status ?? null, before, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** The account that is not closed, if any; at the platform of today. */
  async openOf(tx: Tx, payee: Payee): Promise<PayeeAccount | undefined> {
    const [row] = await rowsOf<PayeeAccount>(
      tx,
      `${ACCOUNTS} and c.party = $2 and c.party_id = $3 and c.closed_at is null and c.context = $4`,
      [tx.ctx.licenseeId, payee.party, payee.partyId, (await this.contexts.now(tx)).name],
    );
    return row;
  }

  /** What we know of an account, also of one that is closed. @throws NotFound */
  async stateOf(tx: Tx, id: string): Promise<AccountState> {
    return (await this.byId(tx, id)).status;
  }

  /** Whether an advisor may take paid calls: with a payout account that works; without one where the licensee waives it, pays outside, or only tests [I1]. */
  async mayEarn(tx: Tx, advisorId: string): Promise<boolean> {
    return !(await waiting(tx, advisorId)).has(advisorId);
  }

  private async callsWait(tx: Tx, { party, partyId }: Payee): Promise<boolean> {
    return party === 'advisor' && !(await this.mayEarn(tx, partyId));
  }

  /** The bank refused a payout: nothing more goes there until the bank details change. */
  async block(tx: Tx, id: string, reason: string): Promise<void> {
    await updateRow(tx, 'connect_account', { id }, { payout_block: reason });
  }

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
      await this.sync(ctx, row.id).catch(async (error: unknown) => {
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

  private async sync(ctx: Context, id: string): Promise<void> {
    const row = await this.db.read(ctx, (tx) => this.byId(tx, id));
    if (row.account_id === null) return this.create(ctx, id);
    const facts = await this.connect.account(contextNamed(row.context), row.account_id);
    await this.db.transaction(ctx, (tx) => this.write(tx, id, facts));
  }

  private async create(ctx: Context, id: string): Promise<void> {
    const { row, email, currency } = await this.db.read(ctx, async (tx) => {
      const account = await this.byId(tx, id);
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

  private async byId(tx: Tx, id: string): Promise<PayeeAccount> {
    const [row] = await rowsOf<PayeeAccount>(tx, `${ACCOUNTS} and c.id = $2`, [tx.ctx.licenseeId, id]);
    if (!row) throw new NotFound();
    return row;
  }

  private viewOf(ctx: Context, id: string): Promise<PayoutAccountView> {
    return this.db.read(ctx, async (tx) => view(await this.byId(tx, id)));
  }
}

/** A payee's name is the advisor's own, or the licensee's. */
const ACCOUNTS = `
  select c.id, c.party, c.party_id, c.account_id, c.country, c.entity_type, c.status, c.requirements, c.payout_block, c.synced_at, c.context,
         coalesce(a.display_name, l.name) as name
    from app.connect_account c join app.licensee l on l.id = c.licensee_id
    left join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
   where c.licensee_id = $1`;

function stateOf(facts: AccountFacts): AccountState {
  if (facts.isClosed) return 'closed';
  if (facts.isRejected) return 'rejected';
  if (facts.transfersActive) return 'active';
  return facts.requirements.length > 0 ? 'onboarding' : 'restricted';
}

const view = (row: PayeeAccount): PayoutAccountView => ({
  id: publicId('connectAccount', row.id),
  party: row.party,
  name: row.name,
  country: row.country,
  status: row.status,
  requirements: row.requirements,
  payoutBlock: row.payout_block,
  syncedAt: row.synced_at?.toISOString() ?? null,
});
