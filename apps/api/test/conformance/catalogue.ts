/** Runs SQL as superuser. */
export type Query = <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** A rule about the catalogue: the names of what breaks it. */
export type Rule = (query: Query) => Promise<string[]>;

/** Tables that hold nothing of a tenant. */
export const WITHOUT_TENANT: Readonly<Record<string, string>> = {
  rate_limit: 'counters under hashed keys; read and written by app_resolver only',
  standard_tax_rate: 'rates of tax by country and day, which are public law; read and written by app_resolver only',
  stripe_accounts_api: 'which API for accounts a platform at Stripe has; one row per context',
  stripe_account_health: 'what Stripe says about an account and the endpoints there; one row per context',
  stripe_payout_schedule: 'what Stripe says about its own payouts from an account; one row per context',
  stripe_cursor: 'how far the poller has read the events of a Stripe context; one row per context',
};

/** Unique indexes that span tenants. Each is an oracle ("somebody has this"), so each needs a reason. */
const ACROSS_TENANTS: Readonly<Record<string, string>> = {
  licensee_slug_key: 'an address of the whole platform; only the operator chooses one',
  licensee_one_operator: 'there is one operator; says nothing about licensees',
  licensee_one_twin: 'a licensee has one test mode; only its own staff make it',
  licensee_domain_host: 'a host belongs to one licensee of the whole platform',
  stripe_balance_transaction_line:
    'a line at Stripe moves the money of one tenant; only jobs write it, and no tenant can choose one',
  stripe_platform_account:
    'an account at Stripe is the money of one licensee; only who has its secret key learns that it is taken',
};

/** What the resolver's role may ask across tenants. Each answers with ids and states. */
export const LOOKUPS: readonly string[] = [
  'api_key_by_hash(bytea)',
  'aged_wallet_money(text,timestamp with time zone)',
  'business_licensee_ids()',
  'call_of_room(uuid)',
  'clock_of(uuid)',
  'due_auto_top_ups(timestamp with time zone,integer)',
  'due_bookings(timestamp with time zone,integer)',
  'due_calendar_links(timestamp with time zone,integer)',
  'due_calls(timestamp with time zone,integer)',
  'due_complaints(timestamp with time zone,integer)',
  'due_switches(timestamp with time zone,integer)',
  'due_terms_changes(timestamp with time zone,integer)',
  'due_vat_numbers(timestamp with time zone,integer)',
  'due_webhook_endpoints(timestamp with time zone,integer)',
  'ended_checkouts(timestamp with time zone,integer)',
  'expired_holds(timestamp with time zone,integer)',
  'fx_positions(timestamp with time zone)',
  'known_balance_transactions(text,text[])',
  'licence_return_of(text)',
  'licence_payments_due(timestamp with time zone,timestamp with time zone,integer)',
  'licences_due(timestamp with time zone,integer)',
  'nettings_due(uuid,integer)',
  'parked_lines(text,text[])',
  'licensee_by_host(text)',
  'licensee_ids()',
  'licensee_of_calendar_consent(bytea)',
  'licensees_with_due_leases(timestamp with time zone)',
  'licensees_with_unplaced_events()',
  'licensees_with_unreachable_advisors(timestamp with time zone)',
  'media_calls(integer,uuid)',
  'operator_licensee()',
  'queue_age()',
  'stale_connect_accounts(timestamp with time zone,integer)',
  'stuck_clearing(timestamp with time zone,timestamp with time zone)',
  'stored_value_volumes(date)',
  'stripe_context(uuid)',
  'stripe_contexts()',
  'stripe_key_revision(uuid)',
  'stripe_tenant(text,uuid,text[])',
  'stripe_totals(text,timestamp with time zone)',
  'test_twin(uuid)',
  'treasury(text)',
  'unfinished_payouts(timestamp with time zone,integer)',
  'operator_name()',
  'paid_payouts(timestamp with time zone,timestamp with time zone,integer)',
  'unfinished_top_ups(timestamp with time zone,integer)',
  'unsent_wallet_refunds(timestamp with time zone,integer)',
];

/** Tables that the operator's role reads by row. */
export const OPERATOR_TABLES: Readonly<Record<string, string>> = {
  licensee: 'the operator made these rows: names, hosts and states of companies, nobody is a person',
};

/** What the operator's role may run. Each gives counts, sums, ids of things or hosts; none a name, an address or a message of a person. */
export const OPERATOR_FUNCTIONS: Readonly<Record<string, string>> = {
  'dead_jobs(bigint,integer)': 'name of the task, licensee and the first line of the error without e-mail addresses',
  'operator_activity(uuid,timestamp with time zone)': 'counts per day',
  'operator_backlog(timestamp with time zone)': 'counts over all licensees',
  'operator_dac7(text,boolean)': 'ids and sums of advisors for the yearly report, their identities sealed',
  'operator_hosts(uuid[])': 'host names, which are public',
  'operator_invoices(text,uuid,integer)': 'numbers and amounts of invoices between companies; no line and no address',
  'operator_licences(uuid[])': 'states, plans, limits and sums per licensee',
  'operator_revenue(uuid[],timestamp with time zone,timestamp with time zone,text)': 'sums per licensee and period',
  'operator_tax(date,date)':
    'sums of tax by licensee, country and rate, and VAT numbers of companies that owe it themselves; no name of a person or a company',
  'operator_texts(uuid[],timestamp with time zone)': 'counts per licensee',
  'operator_trial_balance()': 'one sum per currency',
  'operator_usage(uuid[],timestamp with time zone)': 'counts per licensee',
  'retry_dead_job(bigint)': 'the one act: a job that was given up is tried again',
};

/** `licensee` is its own tenant: its column is `id`. */
const TENANT_COLUMN = `case when c.relname = 'licensee' then 'id' else 'licensee_id' end`;
const TENANT_TABLES = `
  select c.oid, c.relname::text as name, ${TENANT_COLUMN} as tenant, c.relrowsecurity, c.relforcerowsecurity, c.relowner
    from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
     and (c.relname = 'licensee' or exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'licensee_id' and not a.attisdropped))`;

const names = async (query: Query, sql: string, values: unknown[] = []): Promise<string[]> =>
  (await query<{ name: string }>(`select name from (${sql}) found order by 1`, values)).map(({ name }) => name);

export const tenantTables = (query: Query): Promise<string[]> => names(query, TENANT_TABLES);

export const RULES = {
  'a table has a tenant or a reason': (query) =>
    names(
      query,
      `select c.relname::text as name from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'f')
          and c.oid not in (select oid from (${TENANT_TABLES}) t) and c.relname <> all ($1)`,
      [Object.keys(WITHOUT_TENANT)],
    ),

  'the tenant column is a uuid and never null': (query) =>
    names(
      query,
      `select t.name from (${TENANT_TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attname = t.tenant where not a.attnotnull or a.atttypid <> 'uuid'::regtype`,
    ),

  'row-level security is enabled and forced': (query) =>
    names(query, `select name from (${TENANT_TABLES}) t where not (relrowsecurity and relforcerowsecurity)`),

  'one restrictive policy holds app_tenant, app_ledger and app_owner to the tenant': (query) =>
    names(
      query,
      `select t.name from (${TENANT_TABLES}) t where (
         select count(*) from pg_policies p where p.schemaname = 'app' and p.tablename = t.name and p.permissive = 'RESTRICTIVE' and p.cmd = 'ALL'
            and p.roles @> '{app_tenant,app_ledger,app_owner}'
            and p.qual = format('(%s = ( SELECT (current_setting(''app.licensee_id''::text))::uuid AS current_setting))', t.tenant) and p.with_check = p.qual) <> 1`,
    ),

  'no other role but the look-up and the operator gets a policy of its own': (query) =>
    names(
      query,
      `select p.tablename || '.' || p.policyname as name from pg_policies p where p.schemaname = 'app' and p.permissive = 'PERMISSIVE'
          and not (p.roles <@ '{app_tenant,app_ledger}' or (p.roles <@ '{app_lookup}' and p.cmd = 'SELECT') or (p.roles <@ '{app_operator}' and p.cmd = 'SELECT'))`,
    ),

  'a primary key or unique constraint starts with the tenant': (query) =>
    names(
      query,
      `select t.name from (${TENANT_TABLES}) t where not exists (select 1 from pg_index i join pg_attribute a on a.attrelid = t.oid and a.attname = t.tenant
          where i.indrelid = t.oid and i.indisprimary and i.indkey[0] = a.attnum)`,
    ),

  'every unique index starts with the tenant': (query) =>
    names(
      query,
      `select i.indexrelid::regclass::text as name from (${TENANT_TABLES}) t join pg_index i on i.indrelid = t.oid and i.indisunique
          join pg_class x on x.oid = i.indexrelid join pg_attribute a on a.attrelid = t.oid and a.attname = t.tenant
         where i.indkey[0] <> a.attnum and x.relname <> all ($1)`,
      [Object.keys(ACROSS_TENANTS)],
    ),

  'a foreign key between tenant tables carries the tenant': (query) =>
    names(
      query,
      `select f.conrelid::regclass || '.' || f.conname as name from pg_constraint f join (${TENANT_TABLES}) t on t.oid = f.conrelid join (${TENANT_TABLES}) r on r.oid = f.confrelid
         where f.contype = 'f' and not exists (
           select 1 from unnest(f.conkey, f.confkey) k(own, other)
             join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.own join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.other
            where a.attname = t.tenant and b.attname = r.tenant)`,
    ),

  'a foreign key never changes rows by itself': (query) =>
    names(
      query,
      `select f.conrelid::regclass || '.' || f.conname as name from pg_constraint f where f.contype = 'f' and f.connamespace = 'app'::regnamespace and (f.confdeltype <> 'a' or f.confupdtype <> 'a')`,
    ),

  'every table belongs to app_owner': (query) =>
    names(
      query,
      `select c.relname::text as name from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v', 'S') and c.relowner <> 'app_owner'::regrole`,
    ),

  'app_tenant may not truncate, reference or trigger': (query) =>
    names(
      query,
      `select c.relname || ' ' || p as name from pg_class c, unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) p
         where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v') and has_table_privilege('app_tenant', c.oid, p)`,
    ),

  'app_tenant may not create': (query) =>
    names(
      query,
      `select 'schema ' || nspname as name from pg_namespace where nspname !~ '^pg_' and has_schema_privilege('app_tenant', oid, 'CREATE')
       union all select 'database' where has_database_privilege('app_tenant', current_database(), 'CREATE')
       union all select 'queue' where has_schema_privilege('app_tenant', 'graphile_worker', 'USAGE')`,
    ),

  'app_tenant may not write the ledger or delete history': (query) =>
    names(
      query,
      `select c.relname || ' ' || p as name from pg_class c, unnest(array['INSERT', 'UPDATE', 'DELETE']) p
         where c.relnamespace = 'app'::regnamespace and ((c.relname ~ '^ledger_' and c.relname <> 'ledger_checkpoint') or c.relname in ('hold', 'house_snapshot')) and has_table_privilege('app_tenant', c.oid, p)
       union all
       select c.relname || ' ' || p from pg_class c, unnest(array['UPDATE', 'DELETE']) p
         where c.relnamespace = 'app'::regnamespace and c.relname in ('receipt', 'refund', 'credit', 'sign_in', 'wallet_refund', 'hand_payment', 'stripe_comparison', 'ledger_checkpoint', 'dispute_step', 'audit_entry', 'person_note', 'legal_version', 'consent', 'licence_change', 'licence_credit_note', 'licence_netting', 'payout_document', 'user_invoice', 'user_invoice_item', 'fx_valuation', 'withdrawal', 'start_consent', 'vat_check', 'seller_term') and (has_table_privilege('app_tenant', c.oid, p) or (p = 'UPDATE' and has_any_column_privilege('app_tenant', c.oid, 'UPDATE')))
       union all
       select c.relname || ' ' || g.privilege_type || ' by PUBLIC' from pg_class c, aclexplode(c.relacl) g where c.relnamespace = 'app'::regnamespace and g.grantee = 0`,
    ),

  'only app_backup passes row-level security, and no role of ours is a superuser': (query) =>
    names(
      query,
      `select rolname || case when rolsuper then ' superuser' when rolbypassrls then ' bypassrls' when rolcreaterole then ' createrole' else ' createdb' end as name
         from pg_roles where rolname ~ '^app_' and (rolsuper or rolcreaterole or rolcreatedb or (rolbypassrls and rolname <> 'app_backup'))`,
    ),

  'owners of tables and functions do not log in, and run-time roles belong to no other': (query) =>
    names(
      query,
      `select rolname || ' logs in' as name from pg_roles where rolname in ('app_owner', 'app_ledger', 'app_lookup') and rolcanlogin
       union all select rolname || ' does not log in' from pg_roles where rolname in ('app_tenant', 'app_resolver', 'app_operator', 'app_jobs', 'app_backup') and not rolcanlogin
       union all select m.member::regrole || ' is a member of ' || m.roleid::regrole from pg_auth_members m join pg_roles r on r.oid = m.member
         where r.rolname in ('app_tenant', 'app_resolver', 'app_operator', 'app_jobs', 'app_ledger', 'app_lookup')`,
    ),

  'the roles of the design exist': (query) =>
    names(
      query,
      `select r as name from unnest(array['app_owner', 'app_tenant', 'app_operator', 'app_resolver', 'app_backup', 'app_jobs', 'app_ledger', 'app_lookup']) r where r not in (select rolname from pg_roles)
       union all select rolname from pg_roles where rolname ~ '^app_' and rolname not in ('app_owner', 'app_tenant', 'app_operator', 'app_resolver', 'app_backup', 'app_jobs', 'app_ledger', 'app_lookup')`,
    ),

  'the operator and the look-up only read, and the look-up only named columns': (query) =>
    names(
      query,
      `select r || ' ' || c.relname || ' ' || p as name from unnest(array['app_operator', 'app_lookup', 'app_backup']) r, pg_class c, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
         where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege(r, c.oid, p)
       union all
       select 'app_lookup all of ' || c.relname from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege('app_lookup', c.oid, 'SELECT')
       union all
       select 'app_resolver ' || c.relname from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v')
          and has_any_column_privilege('app_resolver', c.oid, 'SELECT') and c.relname <> all ($1)`,
      [Object.keys(WITHOUT_TENANT)],
    ),

  'a security definer function pins its search path': (query) =>
    names(
      query,
      `select p.oid::regprocedure::text as name from pg_proc p where p.pronamespace = 'app'::regnamespace and p.prosecdef
          and not coalesce(p.proconfig @> '{"search_path=pg_catalog, pg_temp"}', false)`,
    ),

  "a security definer function is nobody's but its callers'": (query) =>
    names(
      query,
      `select p.oid::regprocedure || ' for PUBLIC' as name from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
         where p.pronamespace = 'app'::regnamespace and p.prosecdef and g.grantee = 0
       union all select p.oid::regprocedure || ' owned by ' || p.proowner::regrole from pg_proc p
         where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.proowner::regrole::text not in ('app_ledger', 'app_lookup', 'app_jobs')
       union all select p.oid::regprocedure || ' owned by app_lookup and run by app_tenant' from pg_proc p
         where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.proowner = 'app_lookup'::regrole and has_function_privilege('app_tenant', p.oid, 'EXECUTE')`,
    ),

  // Functions with the caller's own rights gain the resolver nothing: it has none on tenant tables.
  'the resolver runs only the look-ups': (query) =>
    names(
      query,
      `select signature as name from (
         select replace(p.oid::regprocedure::text, 'app.', '') as signature from pg_proc p where p.pronamespace = 'app'::regnamespace and p.prosecdef and has_function_privilege('app_resolver', p.oid, 'EXECUTE')) found
        where signature <> all ($1)
       union all select 'missing ' || l from unnest($1::text[]) l where to_regprocedure('app.' || l) is null or not has_function_privilege('app_resolver', to_regprocedure('app.' || l), 'EXECUTE')`,
      [LOOKUPS],
    ),

  'the operator reads only what is listed': (query) =>
    names(
      query,
      `select c.relname::text as name from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v')
          and has_any_column_privilege('app_operator', c.oid, 'SELECT') and c.relname <> all ($1)
       union all select signature from (
         select replace(p.oid::regprocedure::text, 'app.', '') as signature from pg_proc p where p.pronamespace = 'app'::regnamespace and p.prosecdef and has_function_privilege('app_operator', p.oid, 'EXECUTE')) found
        where signature <> all ($2)
       union all select 'missing ' || l from unnest($2::text[]) l where to_regprocedure('app.' || l) is null or not has_function_privilege('app_operator', to_regprocedure('app.' || l), 'EXECUTE')
       union all select 'the operator runs ' || p.oid::regprocedure || ' and so does ' || r from pg_proc p, unnest(array['app_tenant', 'app_resolver']) r
        where p.pronamespace = 'app'::regnamespace and p.prosecdef and has_function_privilege('app_operator', p.oid, 'EXECUTE') and has_function_privilege(r, p.oid, 'EXECUTE')`,
      [Object.keys(OPERATOR_TABLES), Object.keys(OPERATOR_FUNCTIONS)],
    ),

  'a view asks with the rights of who reads it, and nothing is materialized': (query) =>
    names(
      query,
      `select c.relname::text as name from pg_class c where c.relnamespace = 'app'::regnamespace and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions && '{security_invoker=true,security_invoker=on}', false)))`,
    ),
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;
