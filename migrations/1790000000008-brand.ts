import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The brand of a licensee: what is edited, what is live and was, and the pictures of both. */
export class Brand1790000000008 implements MigrationInterface {
  name = 'Brand1790000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create table app.brand_version (
        licensee_id uuid not null references app.licensee (id),
        number int not null check (number >= 1),
        state text not null check (state in ('published', 'archived')),
        document jsonb not null check (jsonb_typeof(document) = 'object'),
        restored_from int,
        author_id uuid,
        created_at timestamptz not null,
        published_at timestamptz not null,
        primary key (licensee_id, number),
        foreign key (licensee_id, restored_from) references app.brand_version (licensee_id, number)
      );
      comment on column app.brand_version.author_id is 'Person; no foreign key, for the operator may act in the name of a licensee. Null: the system';
      create unique index brand_version_published on app.brand_version (licensee_id) where state = 'published';
      select app.secure_tenant_table('app.brand_version', 'select, insert');
      -- A version is what it was: only its state may change.
      grant update (state) on app.brand_version to app_tenant;

      create table app.brand_draft (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        revision int not null default 0 check (revision >= 0),
        document jsonb check (jsonb_typeof(document) = 'object'),
        changed_at timestamptz,
        primary key (licensee_id, id)
      );
      comment on column app.brand_draft.document is 'Null: as published';
      create unique index brand_draft_one on app.brand_draft (licensee_id);
      select app.secure_tenant_table('app.brand_draft', 'select, insert, update');

      create table app.brand_asset (
        licensee_id uuid not null references app.licensee (id),
        id uuid not null,
        kind text not null check (kind in ('logo_light', 'logo_dark', 'icon')),
        mime text not null check (mime = 'image/png'),
        bytes bytea not null check (octet_length(bytes) between 1 and 8388608),
        width int not null check (width between 1 and 2048),
        height int not null check (height between 1 and 2048),
        sha256 bytea not null check (octet_length(sha256) = 32),
        created_at timestamptz not null,
        primary key (licensee_id, id)
      );
      -- PNG is compressed already.
      alter table app.brand_asset alter column bytes set storage external;
      create unique index brand_asset_sha256 on app.brand_asset (licensee_id, sha256);
      select app.secure_tenant_table('app.brand_asset', 'select, insert');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table app.brand_asset; drop table app.brand_draft; drop table app.brand_version`);
  }
}
