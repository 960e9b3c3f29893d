import { openBooks } from './books.ts';
import { startServer } from './server.ts';
import { openCalls, makeDue } from './open-calls.ts';
const server = await startServer();
try {
  await openBooks(server.database, { licensees: 10, wallets: 2000 });
  await openCalls(server.database, 0, 10000);
  const a = await server.database.admin.connect();
  a.on('notice', (n) => { if (last) console.log(n.message); });
  let last = false;
  const ids = (await a.query<{ id: string }>(`select id from bench.licensee where grp='uniform' order by id`)).rows;
  await makeDue(server.database, 0, 10);
  try { await a.query(`load 'auto_explain'`); } catch (e) { console.log(String(e)); }
  await a.query(`grant create on schema app to app_tenant`).catch(() => 0);
  let n = 0;
  for (const { id } of ids) {
    for (let after: string | null = null, i = 0; i < 2; i++) {
      n++;
      last = n === 20;
      if (last) await a.query(`set auto_explain.log_min_duration=0; set auto_explain.log_analyze=on; set auto_explain.log_buffers=on; set auto_explain.log_nested_statements=on; set client_min_messages=log`).catch(() => 0);
      await a.query('begin');
      await a.query(`select set_config('app.licensee_id', $1, true)`, [id]);
      const b = performance.now();
      const r = (await a.query(`select * from app.extend_leases(clock_timestamp(), $1, 500)`, [after])).rows[0];
      const t = performance.now() - b;
      await a.query('commit');
      after = r.last_id;
      console.log(r.extended, t.toFixed(1), 'ms', 'commit', (performance.now() - b - t).toFixed(1));
    }
  }
  a.release();
} finally { await server.stop(); }
