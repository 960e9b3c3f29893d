import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the licensee's own systems call a user, an advisor or a call; links with which the two sides of a call come in; and keys with which it vouches for its users. */
export class ExternalIds1790000000033 implements MigrationInterface {
  name = 'ExternalIds1790000000033';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(REFERENCES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table app.join_link, app.sign_in_token, app.sign_in_key;
      alter table app.session drop column is_bounded;
      alter table app.call drop column external_id, drop column metadata;
      alter table app.advisor drop column external_id, drop column metadata;
      alter table app.person drop column external_id, drop column metadata`);
  }
}

/** As in the licensee's own systems: unique for each noun, and free text beside it. */
const named = (table: string): string => `
alter table app.${table} add column external_id text check (length(external_id) between 1 and 200),
  add column metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object');
create unique index ${table}_external_id on app.${table} (licensee_id, external_id) where external_id is not null;
`;

const REFERENCES = `
${['person', 'advisor', 'call'].map(named).join('')}
alter table app.session add column is_bounded boolean not null default false;
comment on column app.session.is_bounded is 'Ends when it was said to end: a refresh does not prolong it';

create table app.join_link (
  licensee_id uuid not null,
  id uuid not null,
  call_id uuid not null,
  person_id uuid not null,
  side text not null check (side in ('caller', 'advisor')),
  hash bytea not null check (octet_length(hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (licensee_id, id),
  foreign key (licensee_id, call_id) references app.call (licensee_id, id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id)
);
comment on table app.join_link is 'Signs one side of a call in, once';
create unique index join_link_hash on app.join_link (licensee_id, hash);
create index join_link_call on app.join_link (licensee_id, call_id);
select app.secure_tenant_table('app.join_link', 'select, insert, update');

create table app.sign_in_key (
  licensee_id uuid not null references app.licensee (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 80),
  issuer text not null check (length(issuer) between 1 and 200),
  kid text not null collate "C" check (length(kid) between 1 and 200),
  algorithm text not null check (algorithm in ('EdDSA', 'ES256', 'RS256')),
  jwk jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (licensee_id, id),
  foreign key (licensee_id, created_by) references app.person (licensee_id, id)
);
comment on table app.sign_in_key is 'Public keys with which a licensee vouches for its own users';
create unique index sign_in_key_kid on app.sign_in_key (licensee_id, kid) where revoked_at is null;
select app.secure_tenant_table('app.sign_in_key', 'select, insert, update');

create table app.sign_in_token (
  licensee_id uuid not null references app.licensee (id),
  issuer text not null,
  jti text not null collate "C",
  expires_at timestamptz not null,
  primary key (licensee_id, issuer, jti)
);
comment on table app.sign_in_token is 'Tokens that were used; kept until they would have ended anyway';
create index sign_in_token_end on app.sign_in_token (licensee_id, expires_at);
select app.secure_tenant_table('app.sign_in_token', 'select, insert, delete');
`;
