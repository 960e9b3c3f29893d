import { openBooks, HoldStore, CURRENCY, SPLIT, PRICE } from './books.ts';
import { startServer } from './server.ts';
import { openProduct } from './product.ts';
const server = await startServer();
try {
  await openBooks(server.database, { licensees: 100, wallets: 20000 });
  const p = await openProduct(server.database, 4);
  const holds = new HoldStore(server.database);
  await holds.fill('hot', 15000);
  await server.database.admin.query(`select count(graphile_worker.add_job('x.y', '{}'::json, run_at => now() + interval '1 year', job_key => case when n % 10 = 0 then 'k' || n end)) from generate_series(1,5000) n`); await server.database.admin.query('vacuum analyze graphile_worker._private_jobs'); await server.database.admin.query('vacuum analyze graphile_worker._private_tasks');
  const time: Record<string, number> = {};
  const t = async <T>(name: string, f: () => Promise<T>): Promise<T> => { const b = performance.now(); try { return await f(); } finally { time[name] = (time[name] ?? 0) + performance.now() - b; } };
  const N = 1500;
  for (const mode of ['warm', 'plain', 'nojob', 'named', 'nojobnamed']) {
    for (const k of Object.keys(time)) delete time[k];
    const b = performance.now();
    for (let i = 0; i < N; i++) {
      const hold = holds.take('hot');
      if (mode.endsWith('named')) {
        await p.db.transaction(p.kernel.systemContext(hold.licenseeId, 'bench'), async (tx) => {
          const c = (tx as any).queryRunner.databaseConnection;
          const house = await p.ledger.house(tx, CURRENCY, 'licensee_payable', 'platform_fee', 'tax', 'promo_issued', 'promo_expense');
          await t('settle', () => c.query({ name: 's', text: 'select app.settle_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as id', values: [p.kernel.newId(), 'call:' + hold.holdId, hold.holdId, PRICE, hold.advisorAccountId, SPLIT.advisorMinor, house.licensee_payable, SPLIT.licenseeMinor, house.platform_fee, SPLIT.operatorMinor, house.tax, SPLIT.taxMinor, house.promo_issued, house.promo_expense, hold.holdId] }));
          if (!mode.startsWith('nojob')) await t('job', () => c.query({ name: 'j', text: 'select app.enqueue_job($1, $2::json, $3, $4, $5, $6)', values: ['x.y', JSON.stringify({ licenseeId: hold.licenseeId, requestId: 'r', payload: { a: 1 } }), null, null, null, 25] }));
        });
      } else {
        await p.db.transaction(p.kernel.systemContext(hold.licenseeId, 'bench'), async (tx) => {
          await t('settle', () => p.ledger.settle(tx, { key: 'call:' + hold.holdId, holdId: hold.holdId, currency: CURRENCY, refId: hold.holdId, advisorAccountId: hold.advisorAccountId, priceMinor: PRICE, ...SPLIT }));
          if (mode !== 'nojob') await t('job', () => p.jobs.add(tx, 'x.y', { a: 1 }));
        });
      }
    }
    const total = performance.now() - b;
    console.log(mode, 'total us', Math.round(total / N * 1000), Object.fromEntries(Object.entries(time).map(([k, v]) => [k, Math.round(v / N * 1000)])));
  }
  const a = await server.database.admin.connect();
  await a.query(`set track_functions='all'`);
  for (const [n, q] of Object.entries({ add_job_10: `select count(graphile_worker.add_job('x.y', '{}'::json)) from generate_series(1,2000)`, notify: `select count(pg_notify('jobs:insert', '1')) from generate_series(1,2000)` })) { const b = performance.now(); await a.query(q); console.log(n, Math.round((performance.now() - b) / 2000 * 1000), 'us each'); }
  {
    await a.query(`select set_config('app.licensee_id', (select id::text from bench.licensee where grp='hot'), false)`);
    const hs = Array.from({ length: 2000 }, () => holds.take('hot'));
    const house = await p.db.transaction(p.kernel.systemContext(hs[0]!.licenseeId, 'b'), (tx) => p.ledger.house(tx, CURRENCY, 'promo_issued', 'promo_expense'));
    const b = performance.now();
    await a.query(`select count(app.settle_hold(uuidv7(), 'call:'||h, h, 900, a, 480, l, 160, o, 120, t, 140, $6, $7, h)) from unnest($1::uuid[],$2::uuid[],$3::uuid[],$4::uuid[],$5::uuid[]) u(h,a,l,o,t)`, [hs.map(h=>h.holdId), hs.map(h=>h.advisorAccountId), hs.map(h=>h.licenseeAccountId), hs.map(h=>h.operatorAccountId), hs.map(h=>h.taxAccountId), house.promo_issued, house.promo_expense]);
    console.log('settle_hold in one statement', Math.round((performance.now() - b) / 2000 * 1000), 'us each');
  }
  a.release();
  await p.close();
} finally { await server.stop(); }
