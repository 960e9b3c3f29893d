import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  publicUrl,
  recordAudit,
  rowsOf,
  updateRow,
} from '@app/kernel';
import { LicenseesService, assertPaid } from '@app/licensees';
import { Connect } from '../stripe/connect.js';
import { contextNamed } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { ACCOUNTS, type Payee, type PayeeAccount, accountById, accountView } from './connect-account-rows.js';
import { ConnectAccountSync } from './connect-account-sync.service.js';
import type {
  AccountState,
  OnboardingLinkView,
  OpenPayoutAccount,
  PayoutAccountOrNone,
  PayoutAccountView,
  PayoutAccountsQuery,
} from './connect-accounts.dto.js';
import { PayoutAccountExists, PayoutAccountNotReady, ShareStaysAtYourStripe } from './connect-accounts.problems.js';
import { waiting } from './earning-changes.js';

/** Accounts of payees at Stripe Connect, as payees and staff see them [I1]. */
@Injectable()
export class ConnectAccountsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly connect: Connect,
    private readonly contexts: StripeContexts,
    private readonly sync: ConnectAccountSync,
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
      return { account: row ? accountView(row) : null, callsWait: await this.callsWait(tx, payee) };
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
    await this.sync.refresh(ctx, id);
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
    if (row) await this.sync.refresh(ctx, row.id);
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
      return page(rows, query.limit, (row) => [row.id], accountView);
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
    return (await accountById(tx, id)).status;
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

  private viewOf(ctx: Context, id: string): Promise<PayoutAccountView> {
    return this.db.read(ctx, async (tx) => accountView(await accountById(tx, id)));
  }
}
