import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts by SMS and WhatsApp: numbers that people have proved, what was sent to them, and how many a licensee sends on a day. */
export class Texts1790000000078 implements MigrationInterface {
  name = 'Texts1790000000078';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.text_number (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        number text not null,
        channel text not null check (channel in ('sms', 'whatsapp')),
        consent_version int not null check (consent_version > 0),
        consented_at timestamptz not null,
        code_hash bytea check (length(code_hash) = 32),
        code_expires_at timestamptz,
        code_tries int not null default 0 check (code_tries between 0 and 5),
        code_text_id uuid,
        proved_at timestamptz,
        off_reason text check (off_reason in ('stopped', 'unreachable')),
        off_at timestamptz,
        created_at timestamptz not null,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        constraint text_number_person unique (licensee_id, person_id),
        check (num_nonnulls(code_hash, code_expires_at, code_text_id) in (0, 3)),
        check ((off_reason is null) = (off_at is null)),
        -- What is proved waits for no code, and what was never proved cannot be switched off.
        check (proved_at is null or code_hash is null)
      );
      comment on table app.text_number is 'The phone of a person: another number is another row';
      comment on column app.text_number.number is 'E.164, sealed';
      comment on column app.text_number.code_hash is 'Keyed: six digits could be tried out';
      select app.secure_tenant_table('app.text_number', 'select, insert, update, delete');

      create table app.text_message (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        key text not null collate "C" check (length(key) <= 200),
        person_id uuid not null,
        number_id uuid not null,
        kind text not null check (kind in ('code', 'incoming_call', 'missed_call')),
        channel text not null check (channel in ('sms', 'whatsapp')),
        call_id uuid,
        attempt_id uuid,
        secret text,
        status text not null check (status in ('requested', 'sending', 'sent', 'delivered', 'failed', 'dropped')),
        provider_id text check (length(provider_id) <= 64),
        segments int not null default 0 check (segments >= 0),
        attempts int not null default 0 check (attempts >= 0),
        failure text check (length(failure) <= 60),
        day date not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        foreign key (licensee_id, call_id) references app.call (licensee_id, id),
        check ((call_id is null) = (kind = 'code')),
        check ((status in ('requested', 'sending')) = (closed_at is null)),
        -- A code is forgotten with the sending.
        check (status in ('requested', 'sending') or secret is null)
      );
      comment on table app.text_message is 'Neither the number nor the words: those are read when it is sent';
      comment on column app.text_message.number_id is 'The number it was asked for; it may be gone since';
      comment on column app.text_message.day is 'UTC; the day whose budget it was taken from';
      create unique index text_message_key on app.text_message (licensee_id, key);
      create index text_message_created on app.text_message (licensee_id, created_at);
      create index text_message_missed on app.text_message (licensee_id, person_id, created_at) where kind = 'missed_call';
      select app.secure_tenant_table('app.text_message', 'select, insert, update, delete');

      create table app.text_day (
        licensee_id uuid not null references app.licensee (id),
        day date not null,
        taken int not null check (taken >= 0),
        codes int not null check (codes >= 0),
        sent int not null default 0 check (sent >= 0),
        segments int not null default 0 check (segments >= 0),
        primary key (licensee_id, day)
      );
      comment on table app.text_day is 'UTC. taken counts against the budget, codes is a part of it; sent and segments are what the provider took, and charges';
      select app.secure_tenant_table('app.text_day', 'select, insert, update');

      create table app.text_budget (
        licensee_id uuid primary key references app.licensee (id),
        daily_texts int not null check (daily_texts >= 0),
        changed_at timestamptz not null
      );
      select app.secure_tenant_table('app.text_budget', 'select, insert, update');

      grant select (licensee_id, day, sent, segments) on app.text_day to app_lookup;
      create policy counted on app.text_day as permissive for select to app_lookup using (true);
      -- Texts of licensees since the first of the month, UTC.
      create function app.${SIGNATURE_OF_TEXTS} returns table (licensee_id uuid, texts bigint, segments bigint)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select l.id, coalesce(sum(d.sent), 0)::bigint, coalesce(sum(d.segments), 0)::bigint
          from unnest(p_ids) l(id)
          left join app.text_day d on d.licensee_id = l.id and d.day >= date_trunc('month', p_now, 'UTC') at time zone 'UTC'
         group by l.id $$;
      alter function app.${TYPES_OF_TEXTS} owner to app_lookup;
      revoke execute on function app.${TYPES_OF_TEXTS} from public;
      grant execute on function app.${TYPES_OF_TEXTS} to app_operator`);
    for (const { table, name, after } of WIDENED)
      await runner.query(`alter table app.${table} drop constraint ${name}, add constraint ${name} check (${after})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    // Not valid: rows of the newer rule may stay, and row-level security lets no migration change them.
    for (const { table, name, before } of WIDENED)
      await runner.query(
        `alter table app.${table} drop constraint ${name}, add constraint ${name} check (${before}) not valid`,
      );
    await runner.query(`
      drop function app.${TYPES_OF_TEXTS};
      drop table app.text_budget, app.text_day, app.text_message, app.text_number`);
  }
}

const SIGNATURE_OF_TEXTS = 'operator_texts(p_ids uuid[], p_now timestamptz)';
const TYPES_OF_TEXTS = 'operator_texts(uuid[], timestamptz)';

/** Rules that know of texts from now on. */
const WIDENED = [
  {
    table: 'ring_attempt',
    name: 'ring_attempt_step_check',
    before: `step in ('push', 'alert', 'mail')`,
    after: `step in ('push', 'alert', 'mail', 'text', 'missed')`,
  },
  {
    table: 'ring_attempt',
    name: 'ring_attempt_channel_check',
    before: `channel in ('live', 'fcm', 'web_push', 'apns_voip', 'mail')`,
    after: `channel in ('live', 'fcm', 'web_push', 'apns_voip', 'mail', 'sms', 'whatsapp')`,
  },
  {
    table: 'ring_attempt',
    name: 'ring_attempt_outcome_check',
    before: `outcome in ('delivered', 'dead', 'retry', 'rejected')`,
    after: `outcome in ('delivered', 'dead', 'retry', 'rejected', 'sent', 'dropped', 'over_budget', 'unknown')`,
  },
  {
    table: 'notification_preference',
    name: 'notification_preference_channel_check',
    before: `channel in ('mail', 'push')`,
    after: `channel in ('mail', 'push', 'text')`,
  },
  {
    table: 'consent',
    name: 'consent_kind_check',
    before: `kind in ('terms', 'privacy', 'withdrawal', 'age', 'marketing', 'price')`,
    after: `kind in ('terms', 'privacy', 'withdrawal', 'age', 'marketing', 'price', 'texts')`,
  },
] as const;
