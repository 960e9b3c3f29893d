import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trust between people: who wants no contact with whom. */
export class Trust1790000000040 implements MigrationInterface {
  name = 'Trust1790000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(BLOCKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table app.block');
  }
}

const BLOCKS = `
create table app.block (
  licensee_id uuid not null,
  id uuid not null,
  advisor_id uuid not null,
  person_id uuid not null,
  by_side text not null check (by_side in ('caller', 'advisor')),
  created_at timestamptz not null,
  primary key (licensee_id, id),
  constraint block_once unique (licensee_id, advisor_id, person_id, by_side),
  foreign key (licensee_id, advisor_id) references app.advisor (licensee_id, id),
  foreign key (licensee_id, person_id) references app.person (licensee_id, id)
);
comment on table app.block is 'An end user (person_id) and an advisor who have no contact; each side has its own row, and either is enough';
create index block_of_person on app.block (licensee_id, person_id, id desc);
select app.secure_tenant_table('app.block', 'select, insert, delete')`;
