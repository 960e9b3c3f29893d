import { openBooks } from './books.ts';
import { startServer } from './server.ts';
import { openCalls, makeDue } from './open-calls.ts';
import { openProduct, built } from './product.ts';
import { serverCpuMs } from './measure.ts';
const server = await startServer();
try {
  await openBooks(server.database, { licensees: 20, wallets: 2000 });
  if (process.env.FF) await server.database.admin.query(`alter table app.call set (fillfactor = ${process.env.FF})`);
  await openCalls(server.database, 0, 20000);
  const p = await openProduct(server.database, 2);
  const { LeaseExtension } = await built.load<any>('libs/calling/src/lease-extension.js');
  const l = new LeaseExtension(p.db);
  for (let i = 0; i < 4; i++) {
    await makeDue(server.database, 0, 20);
    const st = async () => (await server.database.admin.query(`select pg_stat_force_next_flush(), relname, n_tup_upd u, n_tup_hot_upd h from pg_stat_user_tables where relname in ('call','hold','ledger_account') order by 2`)).rows;
    await new Promise((r) => setTimeout(r, 1200));
    const a = await st(); const c = serverCpuMs(server.pid)!; const b = performance.now();
    const n = await l.extendDue();
    const w = performance.now() - b; const cpu = serverCpuMs(server.pid)! - c;
    await new Promise((r) => setTimeout(r, 1200));
    const z = await st();
    console.log(n, 'wall us', Math.round(w * 1000 / n), 'cpu us', Math.round(cpu * 1000 / n), z.map((r: any, i: number) => `${r.relname} ${r.u - a[i].u} hot ${r.h - a[i].h}`).join(', '));
  }
  await p.close();
} finally { await server.stop(); }
