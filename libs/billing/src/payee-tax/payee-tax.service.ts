import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  type FieldError,
  InvalidRequest,
  NotFound,
  Outbox,
  type Tx,
  UUID_PATTERN,
  publicId,
  recordAudit,
  rowsOf,
  wholeList,
} from '@app/kernel';
import { VatNumbers, type VatStanding, standingsOf, taxNumber, taxNumberExample, vatCheckView } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import { ConnectAccountsService } from '../payouts/connect-accounts.service.js';
import type {
  AgreeToSelfBilling,
  DeclareTaxIdentity,
  MyTaxView,
  PayeeTaxList,
  TaxIdentityView,
} from './payee-tax.dto.js';
import { TaxIdentityReminded } from './payee-tax.events.js';
import { SelfBillingChanged, TaxIdentityDeclared } from './payee-tax.problems.js';
import { type KeptIdentity, TaxIdentities } from './tax-identities.js';

/** The agreement that the screens show. Another text takes another version, and everybody is asked again. */
export const SELF_BILLING_VERSION = '2026-11';

export interface PayeeTaxRow {
  identity: DeclareTaxIdentity | null;
  declared_at: Date | null;
  reminders: number;
  reminded_at: Date | null;
  self_billing_version: string | null;
  self_billing_at: Date | null;
}

const NOTHING: PayeeTaxRow = {
  identity: null,
  declared_at: null,
  reminders: 0,
  reminded_at: null,
  self_billing_version: null,
  self_billing_at: null,
};

/**
 * Who advisors are for the tax office, and whether invoices may be issued in their name [I8, I9]. A declaration leaves this table for its owner, for documents and the
 * report that need it, and for staff who ask for one by one, which the audit log says; never for a list or a log, and the table has it sealed.
 */
@Injectable()
export class PayeeTaxService {
  constructor(
    private readonly db: Db,
    private readonly rules: MoneyRulesService,
    private readonly accounts: ConnectAccountsService,
    private readonly outbox: Outbox,
    private readonly identities: TaxIdentities,
    private readonly vatNumbers: VatNumbers,
  ) {}

  /** @throws NotFound for an advisor without a profile */
  async showOwn(ctx: Context): Promise<MyTaxView> {
    const { partyId } = await this.accounts.payeeOf(ctx);
    return this.db.read(ctx, (tx) => this.view(tx, partyId));
  }

  /** @throws InvalidRequest where a person or a company is not whole, or a VAT number cannot be right; NotFound */
  async declare(ctx: Context, input: DeclareTaxIdentity): Promise<MyTaxView> {
    const { partyId } = await this.accounts.payeeOf(ctx);
    const identity = kept(input);
    return this.db.transaction(ctx, async (tx) => {
      assertWhole(identity, tx.now);
      await rowsOf(
        tx,
        `insert into app.payee_tax (licensee_id, advisor_id, identity_sealed, declared_at, vat_stated) values ($1, $2, $3, $4, true)
         on conflict (licensee_id, advisor_id) do update set identity = null, identity_sealed = excluded.identity_sealed, declared_at = excluded.declared_at,
           vat_stated = true`,
        [ctx.licenseeId, partyId, this.identities.seal(ctx.licenseeId, partyId, identity), tx.now],
      );
      await this.stateNumber(tx, partyId, identity);
      await recordAudit(tx, {
        action: 'tax_identity.declared',
        subject: { kind: 'advisor', id: publicId('advisor', partyId) },
        after: { kind: identity.kind, residence: identity.residence, vatRegistered: identity.vatNumber !== undefined },
      });
      return this.view(tx, partyId);
    });
  }

  /** @throws SelfBillingChanged when another version is in force, NotFound */
  async agree(ctx: Context, { version, agreed }: AgreeToSelfBilling): Promise<MyTaxView> {
    if (agreed && version !== SELF_BILLING_VERSION) throw new SelfBillingChanged(SELF_BILLING_VERSION);
    const { partyId } = await this.accounts.payeeOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      await rowsOf(
        tx,
        `insert into app.payee_tax (licensee_id, advisor_id, self_billing_version, self_billing_at) values ($1, $2, $3, $4)
         on conflict (licensee_id, advisor_id) do update set self_billing_version = excluded.self_billing_version, self_billing_at = excluded.self_billing_at`,
        [ctx.licenseeId, partyId, agreed ? version : null, agreed ? tx.now : null],
      );
      await recordAudit(tx, {
        action: agreed ? 'self_billing.agreed' : 'self_billing.withdrawn',
        subject: { kind: 'advisor', id: publicId('advisor', partyId) },
        after: { version },
      });
      return this.view(tx, partyId);
    });
  }

  /** Who has declared and who has not; nothing of what they declared. */
  list(ctx: Context): Promise<PayeeTaxList> {
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Omit<PayeeTaxRow, 'identity'> & { id: string; name: string }>(
        tx,
        `select a.id, a.display_name as name, p.declared_at, coalesce(p.reminders, 0) as reminders, p.reminded_at, p.self_billing_version
           from app.advisor a left join app.payee_tax p on p.licensee_id = a.licensee_id and p.advisor_id = a.id
          where a.licensee_id = $1 order by a.display_name, a.id`,
        [ctx.licenseeId],
      );
      return wholeList(
        rows.map((row) => ({
          advisorId: publicId('advisor', row.id),
          advisorName: row.name,
          state: row.declared_at === null ? ('missing' as const) : ('declared' as const),
          declaredAt: row.declared_at?.toISOString() ?? null,
          reminders: row.reminders,
          remindedAt: row.reminded_at?.toISOString() ?? null,
          selfBilling: row.self_billing_version === SELF_BILLING_VERSION,
        })),
      );
    });
  }

  /** One declaration, for staff; who looked stands in the audit log. @throws NotFound */
  show(ctx: Context, advisorId: string): Promise<TaxIdentityView> {
    return this.db.transaction(ctx, async (tx) => {
      const { identity, declared_at: declaredAt } = await this.rowOf(tx, advisorId);
      if (!identity || !declaredAt) throw new NotFound();
      await recordAudit(tx, {
        action: 'tax_identity.viewed',
        subject: { kind: 'advisor', id: publicId('advisor', advisorId) },
      });
      return identityView(identity, declaredAt, await standingOf(tx, advisorId));
    });
  }

  /** Asks an advisor for the declaration. @throws NotFound, TaxIdentityDeclared */
  async remind(ctx: Context, advisorId: string): Promise<PayeeTaxList> {
    await this.db.transaction(ctx, async (tx) => {
      const [advisor] = UUID_PATTERN.test(advisorId)
        ? await rowsOf<{ person_id: string }>(
            tx,
            'select person_id from app.advisor where licensee_id = $1 and id = $2',
            [ctx.licenseeId, advisorId],
          )
        : [];
      if (!advisor) throw new NotFound();
      if ((await this.rowOf(tx, advisorId)).identity) throw new TaxIdentityDeclared();
      const [row] = await rowsOf<{ reminders: number }>(
        tx,
        `insert into app.payee_tax (licensee_id, advisor_id, reminders, reminded_at) values ($1, $2, 1, $3)
         on conflict (licensee_id, advisor_id) do update set reminders = app.payee_tax.reminders + 1, reminded_at = excluded.reminded_at returning reminders`,
        [ctx.licenseeId, advisorId, tx.now],
      );
      await recordAudit(tx, {
        action: 'tax_identity.reminded',
        subject: { kind: 'advisor', id: publicId('advisor', advisorId) },
        after: { reminders: row!.reminders },
      });
      await this.outbox.add(tx, TaxIdentityReminded, {
        advisorId,
        advisorPersonId: advisor.person_id,
        reminders: row!.reminders,
      });
    });
    return this.list(ctx);
  }

  /** Numbers that were declared before the register of VAT numbers was asked for them. Safe to repeat: a row is done once. */
  @Every('7,37 * * * *', 'billing.state_vat_numbers')
  async stateNumbers(): Promise<void> {
    await this.db.inEachTenant('billing.state_vat_numbers', async (tx) => {
      const { licenseeId: id } = tx.ctx;
      const rows = await rowsOf<KeptIdentity & { advisor_id: string }>(
        tx,
        `update app.payee_tax set vat_stated = true where licensee_id = $1 and declared_at is not null and not vat_stated
           returning advisor_id, identity, identity_sealed`,
        [id],
      );
      for (const row of rows)
        await this.stateNumber(tx, row.advisor_id, this.identities.open(id, row.advisor_id, row)!);
    });
  }

  private stateNumber(tx: Tx, advisorId: string, { residence: country, vatNumber: number }: DeclareTaxIdentity) {
    return this.vatNumbers.state(tx, 'advisor', advisorId, number === undefined ? null : { country, number });
  }

  /** What is known of a payee's tax. */
  async rowOf(tx: Tx, advisorId: string): Promise<PayeeTaxRow> {
    const [row] = await rowsOf<PayeeTaxRow & KeptIdentity>(
      tx,
      `select identity, identity_sealed, declared_at, reminders, reminded_at, self_billing_version, self_billing_at from app.payee_tax
        where licensee_id = $1 and advisor_id = $2`,
      [tx.ctx.licenseeId, advisorId],
    );
    if (!row) return NOTHING;
    const { identity_sealed: sealed, ...known } = row;
    return {
      ...known,
      identity: this.identities.open(tx.ctx.licenseeId, advisorId, { identity: row.identity, identity_sealed: sealed }),
    };
  }

  private async view(tx: Tx, advisorId: string): Promise<MyTaxView> {
    const row = await this.rowOf(tx, advisorId);
    return {
      identity: row.identity && identityView(row.identity, row.declared_at!, await standingOf(tx, advisorId)),
      required: (await this.rules.of(tx)).taxIdentityRequired,
      reminders: row.reminders,
      selfBilling: {
        version: SELF_BILLING_VERSION,
        acceptedVersion: row.self_billing_version,
        acceptedAt: row.self_billing_at?.toISOString() ?? null,
      },
    };
  }
}

const standingOf = async (tx: Tx, advisorId: string) => (await standingsOf(tx, 'advisor', [advisorId])).get(advisorId);

/** A number that was declared before the register was asked for numbers is one that nobody has asked for. */
const identityView = (
  identity: DeclareTaxIdentity,
  declaredAt: Date,
  standing: VatStanding | undefined,
): TaxIdentityView => ({
  ...identity,
  declaredAt: declaredAt.toISOString(),
  vatCheck: standing === undefined ? null : vatCheckView(standing),
});

/** Members in one order, without those of the other kind. */
function kept(input: DeclareTaxIdentity): DeclareTaxIdentity {
  const { kind, firstName, lastName, birthDate, companyName, registrationNumber, address, residence, tins } = input;
  const vatNumber =
    input.vatNumber === undefined ? undefined : (taxNumber(residence, input.vatNumber) ?? input.vatNumber);
  return {
    kind,
    ...(kind === 'individual'
      ? {
          ...(firstName !== undefined && { firstName }),
          ...(lastName !== undefined && { lastName }),
          ...(birthDate !== undefined && { birthDate }),
        }
      : {
          ...(companyName !== undefined && { companyName }),
          ...(registrationNumber !== undefined && { registrationNumber }),
        }),
    address: {
      street: address.street,
      postalCode: address.postalCode,
      city: address.city,
      country: address.country,
    },
    residence,
    tins: tins.map(({ number, issuedBy }) => ({ number, issuedBy })),
    ...(vatNumber !== undefined && { vatNumber }),
  };
}

const NEEDED = {
  individual: ['firstName', 'lastName', 'birthDate'],
  company: ['companyName', 'registrationNumber'],
} as const;

function assertWhole(identity: DeclareTaxIdentity, now: Date): void {
  const wrong: FieldError[] = NEEDED[identity.kind]
    .filter((name) => identity[name] === undefined)
    .map((name) => ({
      pointer: `/${name}`,
      detail: `is required of ${identity.kind === 'company' ? 'a company' : 'a person'}`,
    }));
  const { birthDate, vatNumber, residence } = identity;
  if (birthDate !== undefined) {
    const born = new Date(`${birthDate}T00:00:00Z`);
    if (Number.isNaN(born.getTime()) || born.toISOString().slice(0, 10) !== birthDate || born >= now)
      wrong.push({ pointer: '/birthDate', detail: 'is not a day of the past' });
  }
  if (identity.tins.length === 0) wrong.push({ pointer: '/tins', detail: 'at least one is required' });
  if (vatNumber !== undefined && taxNumber(residence, vatNumber) === undefined) {
    const example = taxNumberExample(residence);
    wrong.push({
      pointer: '/vatNumber',
      detail: example === undefined ? 'cannot be right' : `cannot be right; one of ${residence} looks like ${example}`,
    });
  }
  if (wrong.length > 0) throw new InvalidRequest(wrong);
}
