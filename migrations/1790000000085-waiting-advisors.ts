import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may take no call until payouts to them work [I1]: billing knows it, and the directory must show it. */
export class WaitingAdvisors1790000000085 implements MigrationInterface {
  name = 'WaitingAdvisors1790000000085';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query(`
      create view app.advisor_waiting with (security_invoker = true) as
        select a.licensee_id, a.id as advisor_id
          from app.advisor a join app.licensee l on l.id = a.licensee_id left join app.money_rules r on r.licensee_id = a.licensee_id
         where coalesce(r.payout_account_required, true) and coalesce(r.topology, '') <> 'self_managed' and l.test_of is null
           and not exists (select 1 from app.connect_account c where c.licensee_id = a.licensee_id and c.advisor_id = a.id and c.status = 'active'
                              and c.context = case when r.topology = 'licensee_platform' then a.licensee_id::text else 'default' end);
      comment on view app.advisor_waiting is 'Advisors who may take no call until payouts to them work: their licensee asks for that, does not pay outside, and is no test mode';
      alter view app.advisor_waiting owner to app_owner;
      grant select on app.advisor_waiting to app_tenant`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '2s'`);
    await runner.query('drop view app.advisor_waiting');
  }
}
