import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Plans, licences and what licensees may use; sign-up; invoices of the operator and their payment. Rows about one licensee are that licensee's; plans, the
 * issuer and the series of numbers are the operator's own.
 */
export class Licences1790000000018 implements MigrationInterface {
  name = 'Licences1790000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(TENANT);
    await runner.query(LICENCES);
    await runner.query(INVOICES);
    await runner.query(FUNCTIONS);
    for (const signature of LOOKUPS) await runner.query(giveTo('app_resolver', signature));
    for (const signature of READS) await runner.query(giveTo('app_operator', signature));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of [...LOOKUPS, ...READS]) await runner.query(`drop function app.${signature}`);
    await runner.query(`
      drop table app.licence_payment, app.licence_customer, app.licence_credit_note, app.licence_invoice, app.invoice_series, app.invoice_issuer;
      drop table app.email_verification, app.billing_profile, app.licence_change, app.licence, app.plan;
      alter table app.licensee drop column licence_hold, drop column opened_at;
      alter table app.licensee_limits drop column max_users, drop column max_api_per_minute, drop column max_storage_mb;
    `);
  }
}

const LOOKUPS = ['licences_due(timestamptz, int)', 'licence_payments_due(timestamptz, timestamptz, int)'];
const READS = ['operator_licences(uuid[])', 'operator_invoices(text, uuid, int)'];

const giveTo = (role: string, signature: string): string => `
  alter function app.${signature} owner to app_lookup;
  revoke execute on function app.${signature} from public;
  grant execute on function app.${signature} to ${role}`;

const TENANT = `
  -- Who is there already has been open since before this migration.
  alter table app.licensee
    add column opened_at timestamptz default clock_timestamp(),
    add column licence_hold boolean not null default false;
  alter table app.licensee alter column opened_at drop default;
  comment on column app.licensee.opened_at is 'When it went live; null: nothing can start yet';
  comment on column app.licensee.licence_hold is 'The licence stops new calls and top-ups. Apart from the status, which the operator sets by hand: neither lifts the other';

  alter table app.licensee_limits
    add column max_users int check (max_users >= 0),
    add column max_api_per_minute int check (max_api_per_minute > 0),
    add column max_storage_mb int check (max_storage_mb >= 0);
  grant select (max_users, max_api_per_minute, max_storage_mb) on app.licensee_limits to app_lookup;
  grant select (opened_at) on app.licensee to app_lookup;
`;

const LICENCES = `
  create table app.plan (
    licensee_id uuid not null references app.licensee (id),
    id uuid not null,
    family_id uuid not null,
    version int not null check (version > 0),
    name text not null check (length(name) between 1 and 80),
    currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
    terms jsonb not null,
    is_public boolean not null,
    archived_at timestamptz,
    created_at timestamptz not null,
    primary key (licensee_id, id)
  );
  comment on table app.plan is 'What the operator offers. A version never changes; an edit is the next one';
  create unique index plan_version on app.plan (licensee_id, family_id, version);
  create unique index plan_current on app.plan (licensee_id, family_id) where archived_at is null;
  select app.secure_tenant_table('app.plan', 'select, insert');
  grant update (archived_at) on app.plan to app_tenant;

  create table app.licence (
    licensee_id uuid primary key references app.licensee (id),
    status text not null check (status in ('trial', 'active', 'past_due', 'suspended', 'terminated')),
    held_for text check (held_for in ('unpaid', 'operator')),
    plan_id uuid not null,
    plan_name text not null,
    plan_version int not null,
    currency char(3) not null,
    terms jsonb not null,
    started_at timestamptz not null,
    status_since timestamptz not null,
    trial_ends_at timestamptz,
    charged_from date,
    invoiced_until date,
    setup_invoiced boolean not null default false,
    ends_at timestamptz,
    ending text check (ending in ('planned', 'refunding', 'paying_out', 'export', 'deletion_due')),
    ending_since timestamptz,
    export_until timestamptz,
    revision int not null default 1,
    check ((status = 'suspended') = (held_for is not null)),
    check ((ending is null) = (ends_at is null)),
    check (status <> 'terminated' or ending <> 'planned')
  );
  comment on column app.licence.terms is 'The terms of the plan as they were when it was taken';
  comment on column app.licence.charged_from is 'First day (UTC) that is charged; null while the trial runs';
  comment on column app.licence.invoiced_until is 'Months before this day are invoiced';
  select app.secure_tenant_table('app.licence', 'select, insert, update');
  select app.allow_lookup('app.licence', 'licensee_id, status, plan_name, trial_ends_at, charged_from, invoiced_until, setup_invoiced, ends_at, ending, export_until');

  create table app.licence_change (
    licensee_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    kind text not null check (kind in ('started', 'state', 'plan', 'ending')),
    from_status text,
    to_status text not null,
    ending text,
    plan_name text not null,
    plan_version int not null,
    terms jsonb,
    reason text not null check (length(reason) between 1 and 300),
    actor text not null check (actor in ('operator', 'licensee', 'system')),
    actor_id uuid,
    primary key (licensee_id, id),
    foreign key (licensee_id) references app.licence (licensee_id)
  );
  comment on column app.licence_change.terms is 'The terms from here on, where they changed';
  select app.secure_tenant_table('app.licence_change', 'select, insert');

  create table app.billing_profile (
    licensee_id uuid primary key references app.licensee (id),
    company text not null check (length(company) between 1 and 120),
    full_name text not null check (length(full_name) between 1 and 80),
    email text not null,
    phone text,
    line1 text not null,
    line2 text,
    postal_code text not null,
    city text not null,
    region text,
    country char(2) not null check (country ~ '^[A-Z]{2}$'),
    tax_number text,
    revision int not null default 1,
    changed_at timestamptz not null
  );
  comment on table app.billing_profile is 'Who an invoice is for; of the operator: who it is from';
  select app.secure_tenant_table('app.billing_profile', 'select, insert, update');

  create table app.email_verification (
    licensee_id uuid not null references app.licensee (id),
    id uuid not null,
    person_id uuid not null,
    email text not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    verified_at timestamptz,
    primary key (licensee_id, id),
    foreign key (licensee_id, person_id) references app.person (licensee_id, id)
  );
  select app.secure_tenant_table('app.email_verification', 'select, insert, update');
`;

const INVOICES = `
  create table app.invoice_issuer (
    licensee_id uuid primary key references app.licensee (id),
    series text not null check (series ~ '^[A-Z0-9]{1,10}$'),
    tax_rate_bp int not null check (tax_rate_bp between 0 and 5000),
    payment_days int not null check (payment_days between 0 and 90),
    bank_details text,
    changed_at timestamptz not null
  );
  comment on column app.invoice_issuer.series is 'The legal entity in the numbers: another entity takes another one, so each has series of its own';
  select app.secure_tenant_table('app.invoice_issuer', 'select, insert, update');

  create table app.invoice_series (
    licensee_id uuid not null references app.licensee (id),
    series text not null,
    kind text not null check (kind in ('invoice', 'credit_note')),
    year int not null,
    last int not null check (last > 0),
    primary key (licensee_id, series, kind, year)
  );
  comment on table app.invoice_series is 'The row is locked from the number to the commit of its document, so no number is skipped';
  select app.secure_tenant_table('app.invoice_series', 'select, insert, update');

  create table app.licence_invoice (
    licensee_id uuid not null,
    id uuid not null,
    number text not null,
    period text not null,
    currency char(3) not null,
    net bigint not null check (net > 0),
    tax bigint not null check (tax >= 0),
    total bigint not null check (total = net + tax),
    paid bigint not null default 0 check (paid >= 0),
    credited bigint not null default 0 check (credited between 0 and total),
    written_off bigint not null default 0 check (written_off >= 0),
    paid_back bigint not null default 0 check (paid_back between 0 and paid),
    status text not null check (status in ('open', 'paid', 'void', 'uncollectible')),
    payload text not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    transaction_id uuid not null,
    issued_at timestamptz not null,
    due_at timestamptz not null,
    closed_at timestamptz,
    failures int not null default 0,
    next_attempt_at timestamptz,
    primary key (licensee_id, id),
    foreign key (licensee_id) references app.licence (licensee_id)
  );
  comment on column app.licence_invoice.period is 'setup, or the month: one invoice each';
  comment on column app.licence_invoice.payload is 'The document, as it was issued';
  create unique index licence_invoice_period on app.licence_invoice (licensee_id, period);
  create unique index licence_invoice_number on app.licence_invoice (licensee_id, number);
  select app.secure_tenant_table('app.licence_invoice', 'select, insert');
  grant update (paid, credited, written_off, paid_back, status, closed_at, failures, next_attempt_at) on app.licence_invoice to app_tenant;
  select app.allow_lookup('app.licence_invoice', 'licensee_id, id, number, period, currency, total, paid, credited, written_off, paid_back, status, issued_at, due_at, failures, next_attempt_at');

  create table app.licence_credit_note (
    licensee_id uuid not null,
    id uuid not null,
    invoice_id uuid not null,
    number text not null,
    net bigint not null check (net > 0),
    tax bigint not null check (tax >= 0),
    total bigint not null check (total = net + tax),
    reason text not null,
    payload text not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    transaction_id uuid not null,
    issued_at timestamptz not null,
    primary key (licensee_id, id),
    foreign key (licensee_id, invoice_id) references app.licence_invoice (licensee_id, id)
  );
  create unique index licence_credit_note_number on app.licence_credit_note (licensee_id, number);
  create index licence_credit_note_invoice on app.licence_credit_note (licensee_id, invoice_id);
  select app.secure_tenant_table('app.licence_credit_note', 'select, insert');

  create table app.licence_customer (
    licensee_id uuid primary key references app.licence (licensee_id),
    customer_id text not null,
    payment_method_id text,
    brand text,
    last4 text,
    exp_month int,
    exp_year int,
    changed_at timestamptz not null
  );
  comment on table app.licence_customer is 'The licensee as a customer of the operator at Stripe, and the card that pays its invoices';
  select app.secure_tenant_table('app.licence_customer', 'select, insert, update');

  create table app.licence_payment (
    licensee_id uuid not null,
    id uuid not null,
    invoice_id uuid not null,
    attempt int not null check (attempt > 0),
    method text not null check (method in ('card', 'page', 'bank')),
    amount bigint not null check (amount > 0),
    currency char(3) not null,
    status text not null check (status in ('requested', 'open', 'processing', 'succeeded', 'failed', 'expired')),
    checkout_session_id text,
    checkout_url text,
    payment_intent_id text,
    failure_code text,
    reference text,
    transaction_id uuid,
    created_at timestamptz not null,
    sent_at timestamptz,
    closed_at timestamptz,
    primary key (licensee_id, id),
    foreign key (licensee_id, invoice_id) references app.licence_invoice (licensee_id, id),
    check ((status = 'succeeded') = (transaction_id is not null))
  );
  create unique index licence_payment_attempt on app.licence_payment (licensee_id, invoice_id, attempt);
  create unique index licence_payment_intent on app.licence_payment (licensee_id, payment_intent_id);
  -- One attempt at a time, so that an invoice is not paid twice.
  create unique index licence_payment_running on app.licence_payment (licensee_id, invoice_id) where status in ('requested', 'open', 'processing');
  select app.secure_tenant_table('app.licence_payment', 'select, insert, update');
  select app.allow_lookup('app.licence_payment', 'licensee_id, id, status, created_at, sent_at');
`;

const FUNCTIONS = `
-- Licences with something to do: a trial that is over, a set-up fee or a month that is not invoiced, an end that has come.
create function app.licences_due(p_now timestamptz, p_limit int) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.licensee_id from app.licence l
   where (l.status <> 'terminated' and (
           (l.status = 'trial' and l.trial_ends_at <= p_now)
        or (l.charged_from is not null and not l.setup_invoiced)
        or (l.charged_from is not null and date_trunc('month', p_now - interval '1 hour', 'UTC') > l.invoiced_until::timestamp at time zone 'UTC')
        or l.ends_at <= p_now))
      or (l.status = 'terminated' and l.ending <> 'deletion_due')
   order by l.licensee_id limit p_limit $$;

-- Payments without an answer, and invoices whose next attempt is due; the payment is null for those.
create function app.licence_payments_due(p_now timestamptz, p_lost_before timestamptz, p_limit int) returns table (licensee_id uuid, invoice_id uuid, payment_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  (select p.licensee_id, null::uuid, p.id from app.licence_payment p
    where p.status in ('requested', 'processing', 'open') and coalesce(p.sent_at, p.created_at) < p_lost_before order by p.created_at limit p_limit)
  union all
  (select i.licensee_id, i.id, null::uuid from app.licence_invoice i where i.status = 'open' and i.next_attempt_at <= p_now order by i.next_attempt_at limit p_limit) $$;

-- State of licences, what is open on their invoices, and the limits that operator_usage does not tell.
create function app.operator_licences(p_ids uuid[]) returns table (licensee_id uuid, status text, plan_name text, ending text, open_invoices bigint, open_minor bigint,
  max_users int, max_api_per_minute int, max_storage_mb int, opened boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, l.status, l.plan_name, l.ending, i.n, i.rest, m.max_users, m.max_api_per_minute, m.max_storage_mb, o.opened_at is not null
    from app.licensee o
    left join app.licence l on l.licensee_id = o.id
    left join app.licensee_limits m on m.licensee_id = o.id
   cross join lateral (select count(*) as n, coalesce(sum(x.total - x.paid - x.credited), 0)::bigint as rest from app.licence_invoice x
                        where x.licensee_id = o.id and x.status = 'open') i
   where o.id = any (p_ids) $$;

-- Invoices of all licensees, newest first.
create function app.operator_invoices(p_status text, p_before uuid, p_limit int) returns table (licensee_id uuid, id uuid, number text, period text, currency char(3),
  total bigint, paid bigint, credited bigint, written_off bigint, paid_back bigint, status text, issued_at timestamptz, due_at timestamptz, failures int, next_attempt_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.licensee_id, i.id, i.number, i.period, i.currency, i.total, i.paid, i.credited, i.written_off, i.paid_back, i.status, i.issued_at, i.due_at, i.failures, i.next_attempt_at
    from app.licence_invoice i
   where (p_status is null or i.status = p_status) and (p_before is null or i.id < p_before) order by i.id desc limit p_limit $$;
`;
