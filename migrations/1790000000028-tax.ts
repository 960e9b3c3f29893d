import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tax by the place of supply: the rates of countries, what a licensee sets beside them, and where its callers and their cards are. */
export class Tax1790000000028 implements MigrationInterface {
  name = 'Tax1790000000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(RATES);
    for (const [country, ...rates] of STANDARD_RATES)
      for (const [effectiveFrom, rateBp] of rates)
        await runner.query('insert into app.standard_tax_rate (country, effective_from, rate_bp) values ($1, $2, $3)', [
          country,
          effectiveFrom,
          rateBp,
        ]);
    await runner.query(PAYEES);
    await replaceInLeases(runner, PLAIN, INCLUSIVE_ONLY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceInLeases(runner, INCLUSIVE_ONLY, PLAIN);
    await runner.query(`
      drop table app.payout_document, app.payee_tax;
      alter table app.money_rules drop column tax_identity_required;
      delete from app.invoice_series where kind not in ('invoice', 'credit_note');
      alter table app.invoice_series drop constraint invoice_series_kind_check,
        add constraint invoice_series_kind_check check (kind in ('invoice', 'credit_note'));
      alter table app.card drop column country;
      alter table app.person drop column billing_country;
      alter table app.licensee_terms drop column tax_place, drop column tax_display;
      drop table app.tax_rate, app.standard_tax_rate`);
  }
}

/**
 * Standard VAT rates of the EU, the United Kingdom, Switzerland and Norway in basis points, as in force on 26 November 2026, with those before a change since 2024. Sources:
 * European Commission, "VAT rates applied in the Member States" (Taxes in Europe Database); GOV.UK, "VAT rates"; Swiss FTA (8.1 % since 1 January 2024);
 * Skatteetaten (25 %). What changes later is added on the operator's console; nobody has to wait for a release.
 */
const ALWAYS = '2024-01-01';
type Rate = readonly [effectiveFrom: string, rateBp: number];
const STANDARD_RATES: readonly (readonly [country: string, ...rates: Rate[]])[] = [
  ['AT', [ALWAYS, 2000]],
  ['BE', [ALWAYS, 2100]],
  ['BG', [ALWAYS, 2000]],
  ['CH', [ALWAYS, 810]],
  ['CY', [ALWAYS, 1900]],
  ['CZ', [ALWAYS, 2100]],
  ['DE', [ALWAYS, 1900]],
  ['DK', [ALWAYS, 2500]],
  ['EE', [ALWAYS, 2200], ['2025-07-01', 2400]],
  ['ES', [ALWAYS, 2100]],
  ['FI', [ALWAYS, 2400], ['2024-09-01', 2550]],
  ['FR', [ALWAYS, 2000]],
  ['GB', [ALWAYS, 2000]],
  ['GR', [ALWAYS, 2400]],
  ['HR', [ALWAYS, 2500]],
  ['HU', [ALWAYS, 2700]],
  ['IE', [ALWAYS, 2300]],
  ['IT', [ALWAYS, 2200]],
  ['LT', [ALWAYS, 2100]],
  ['LU', [ALWAYS, 1700]],
  ['LV', [ALWAYS, 2100]],
  ['MT', [ALWAYS, 1800]],
  ['NL', [ALWAYS, 2100]],
  ['NO', [ALWAYS, 2500]],
  ['PL', [ALWAYS, 2300]],
  ['PT', [ALWAYS, 2300]],
  ['RO', [ALWAYS, 1900], ['2025-08-01', 2100]],
  ['SE', [ALWAYS, 2500]],
  ['SI', [ALWAYS, 2200]],
  ['SK', [ALWAYS, 2000], ['2025-01-01', 2300]],
]; // prettier-ignore

const RATES = `
  create table app.standard_tax_rate (
    country char(2) not null check (country ~ '^[A-Z]{2}$'),
    effective_from date not null,
    rate_bp int not null check (rate_bp between 0 and 5000),
    primary key (country, effective_from)
  );
  alter table app.standard_tax_rate owner to app_owner;
  grant select, insert, update on app.standard_tax_rate to app_resolver;
  comment on table app.standard_tax_rate is 'The platform''s rates; a licensee may set others beside them. A country that is not here has none';

  create table app.tax_rate (
    licensee_id uuid not null references app.licensee (id),
    country char(2) not null check (country ~ '^[A-Z]{2}$'),
    effective_from date not null,
    rate_bp int check (rate_bp between 0 and 5000),
    changed_at timestamptz not null,
    primary key (licensee_id, country, effective_from)
  );
  comment on column app.tax_rate.rate_bp is 'null = the platform''s rate again, from this day on';
  comment on column app.tax_rate.effective_from is 'A day of the licensee''s time zone';
  select app.secure_tenant_table('app.tax_rate', 'select, insert, update');

  alter table app.licensee_terms
    add column tax_place text not null default 'seller' check (tax_place in ('seller', 'customer')),
    add column tax_display text not null default 'inclusive' check (tax_display in ('inclusive', 'exclusive'));
  comment on column app.licensee_terms.tax_place is 'Whose country''s rate a call has: seller = tax_rate_bp for everybody; customer = the rate of the caller''s country';
  comment on column app.licensee_terms.tax_display is 'exclusive: prices are entered and shown without the tax, which comes on top';

  alter table app.person add column billing_country char(2) check (billing_country ~ '^[A-Z]{2}$');
  comment on column app.person.billing_country is 'Where they say they live; null = not said';
  alter table app.card add column country char(2) check (country ~ '^[A-Z]{2}$');
  comment on column app.card.country is 'Country of the bank that issued it, by Stripe';
`;

const PAYEES = `
  alter table app.money_rules add column tax_identity_required boolean not null default false;
  comment on column app.money_rules.tax_identity_required is 'An advisor is paid out only after saying who they are for the tax office';

  create table app.payee_tax (
    licensee_id uuid not null,
    advisor_id uuid not null,
    identity jsonb check (jsonb_typeof(identity) = 'object'),
    declared_at timestamptz,
    reminders int not null default 0,
    reminded_at timestamptz,
    self_billing_version text,
    self_billing_at timestamptz,
    primary key (licensee_id, advisor_id),
    foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
    check ((identity is null) = (declared_at is null)),
    check ((self_billing_version is null) = (self_billing_at is null)),
    check ((reminders = 0) = (reminded_at is null))
  );
  comment on table app.payee_tax is 'Personal data of the strictest kind: no list shows identity, each look of staff at it stands in the audit log';
  select app.secure_tenant_table('app.payee_tax', 'select, insert, update');

  alter table app.invoice_series drop constraint invoice_series_kind_check,
    add constraint invoice_series_kind_check check (kind in ('invoice', 'credit_note', 'self_billing', 'payout_statement', 'payout_credit'));

  create table app.payout_document (
    licensee_id uuid not null,
    id uuid not null,
    payout_id uuid not null,
    kind text not null check (kind in ('self_billing', 'payout_statement', 'payout_credit')),
    number text not null,
    original_id uuid,
    payload text not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    issued_at timestamptz not null,
    primary key (licensee_id, id),
    foreign key (licensee_id, payout_id) references app.payout (licensee_id, id),
    foreign key (licensee_id, original_id) references app.payout_document (licensee_id, id),
    check ((kind = 'payout_credit') = (original_id is not null))
  );
  comment on column app.payout_document.payload is 'The document, as it was issued';
  create unique index payout_document_number on app.payout_document (licensee_id, number);
  create unique index payout_document_original on app.payout_document (licensee_id, payout_id) where original_id is null;
  create unique index payout_document_credit on app.payout_document (licensee_id, original_id) where original_id is not null;
  select app.secure_tenant_table('app.payout_document', 'select, insert');
`;

/** Leases are extended set by set where a minute always costs the same. What comes on top is rounded with the whole price, so it is left to the path that looks at each call. */
const PLAIN = `not (c.terms ?| array['tiers', 'session'])`;
const INCLUSIVE_ONLY = `not (c.terms ?| array['tiers', 'session', 'taxOnTop'])`;

async function replaceInLeases(runner: QueryRunner, from: string, to: string): Promise<void> {
  const [row] = (await runner.query(
    `select pg_get_functiondef('app.extend_leases(timestamptz, uuid, int)'::regprocedure) as source`,
  )) as { source: string }[];
  const source = row!.source;
  if (source.split(from).length !== 2) throw new Error('app.extend_leases is not as this migration knows it');
  // A replaced function keeps its owner and its rights.
  await runner.query(source.replace(from, () => to));
}
