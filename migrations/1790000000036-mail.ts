import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mail: what was sent to whom, the words of a licensee, its own sender domain, what people want to hear of, and links that prove an address. */
export class Mail1790000000036 implements MigrationInterface {
  name = 'Mail1790000000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      alter table app.person add column email_verified_at timestamptz;
      comment on column app.person.email_verified_at is 'When somebody opened the link that was sent to the address';

      create table app.person_link (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        purpose text not null check (purpose in ('verify_email', 'reset_password', 'marketing')),
        token_hash bytea not null check (length(token_hash) = 32),
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create unique index person_link_token on app.person_link (licensee_id, token_hash);
      create index person_link_of on app.person_link (licensee_id, person_id, purpose);
      comment on table app.person_link is 'Links in mails, each for one use; the token itself is in the mail and nowhere else';
      select app.secure_tenant_table('app.person_link', 'select, insert, update, delete');

      create table app.mail_message (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        key text not null collate "C" check (length(key) <= 200),
        person_id uuid,
        to_address text not null,
        template text not null check (template ~ '^[a-z][a-z_]{0,39}$'),
        locale text not null,
        class text not null check (class in ('service', 'security', 'marketing')),
        topic text,
        data jsonb not null,
        path text,
        sender_name text,
        secret text,
        status text not null check (status in ('requested', 'sent', 'failed', 'dropped')),
        attempts int not null default 0 check (attempts >= 0),
        failure text check (length(failure) <= 200),
        created_at timestamptz not null,
        closed_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        check ((status = 'requested') = (closed_at is null)),
        -- What a link lets somebody do is forgotten with the sending.
        check (status = 'requested' or secret is null)
      );
      create unique index mail_message_key on app.mail_message (licensee_id, key);
      create index mail_message_created on app.mail_message (licensee_id, created_at);
      comment on column app.mail_message.key is 'The event and the person: an event that is told twice is one mail';
      comment on column app.mail_message.sender_name is 'Set where the platform writes and not the licensee';
      comment on column app.mail_message.secret is 'Token of the link, sealed';
      select app.secure_tenant_table('app.mail_message', 'select, insert, update, delete');

      create table app.mail_template (
        licensee_id uuid not null references app.licensee (id),
        template text not null,
        locale text not null,
        subject text not null check (length(subject) between 1 and 200),
        body text not null check (length(body) between 1 and 5000),
        changed_at timestamptz not null,
        primary key (licensee_id, template, locale)
      );
      comment on table app.mail_template is 'Words of the licensee; where there is no row the standard ones count';
      select app.secure_tenant_table('app.mail_template', 'select, insert, update, delete');

      create table app.mail_sender (
        licensee_id uuid primary key references app.licensee (id),
        reply_to text check (length(reply_to) <= 254),
        domain text check (domain = lower(domain) and length(domain) <= 253),
        local_part text check (length(local_part) between 1 and 64),
        selector text check (selector ~ '^[a-z0-9]{1,40}$'),
        public_key text,
        private_key text,
        spf text not null default 'missing' check (spf in ('missing', 'wrong', 'right')),
        dkim text not null default 'missing' check (dkim in ('missing', 'wrong', 'right')),
        dmarc text not null default 'missing' check (dmarc in ('missing', 'wrong', 'right')),
        checked_at timestamptz,
        verified_at timestamptz,
        check (num_nonnulls(domain, local_part, selector, public_key, private_key) in (0, 5)),
        check (verified_at is null or (domain is not null and spf = 'right' and dkim = 'right'))
      );
      comment on column app.mail_sender.private_key is 'Signs the mails of the domain (DKIM), sealed';
      select app.secure_tenant_table('app.mail_sender', 'select, insert, update');

      create table app.notification_preference (
        licensee_id uuid not null,
        person_id uuid not null,
        topic text not null,
        channel text not null check (channel in ('mail', 'push')),
        is_on boolean not null,
        changed_at timestamptz not null,
        primary key (licensee_id, person_id, topic, channel),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      select app.secure_tenant_table('app.notification_preference', 'select, insert, update');

      create table app.marketing_consent (
        licensee_id uuid not null,
        person_id uuid not null,
        status text not null check (status in ('asked', 'confirmed', 'withdrawn')),
        asked_at timestamptz not null,
        confirmed_at timestamptz,
        withdrawn_at timestamptz,
        primary key (licensee_id, person_id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id),
        check (status <> 'confirmed' or confirmed_at is not null),
        check (status <> 'withdrawn' or withdrawn_at is not null)
      );
      comment on table app.marketing_consent is 'Only confirmed, by a link in a mail, lets marketing out';
      select app.secure_tenant_table('app.marketing_consent', 'select, insert, update');

      create table app.notice (
        licensee_id uuid not null,
        id uuid not null,
        person_id uuid not null,
        key text not null collate "C" check (length(key) <= 200),
        kind text not null,
        title text not null,
        path text,
        created_at timestamptz not null,
        read_at timestamptz,
        primary key (licensee_id, id),
        foreign key (licensee_id, person_id) references app.person (licensee_id, id)
      );
      create unique index notice_key on app.notice (licensee_id, key);
      create index notice_of on app.notice (licensee_id, person_id, id);
      create index notice_created on app.notice (licensee_id, created_at);
      select app.secure_tenant_table('app.notice', 'select, insert, update, delete')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table app.notice, app.marketing_consent, app.notification_preference, app.mail_sender, app.mail_template, app.mail_message, app.person_link;
      alter table app.person drop column email_verified_at`);
  }
}
