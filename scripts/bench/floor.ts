import pg from 'pg';
import type { BenchDatabase } from './server.ts';

/**
 * The raw floor: what a posting of five legs costs at least. Two balances updated, a transaction row and five entries inserted by a minimal function; no
 * tenant, no hold, no key, no check, one round trip by a named statement.
 */
export class Floor {
  private readonly clients: pg.Client[];
  private readonly wallets: number;
  private readonly advisors: number;

  private constructor(clients: pg.Client[], wallets: number, advisors: number) {
    this.clients = clients;
    this.wallets = wallets;
    this.advisors = advisors;
  }

  static async open({ admin, adminUrl }: BenchDatabase, wallets: number, clients: number): Promise<Floor> {
    const advisors = Math.max(1, Math.floor(wallets / 10));
    await admin.query(`
      create table bench.floor_account (id bigint primary key, balance bigint not null) with (fillfactor = 70);
      create table bench.floor_transaction (id bigint not null, created_at timestamptz not null);
      create table bench.floor_entry (transaction_id bigint not null, account_id bigint not null, amount bigint not null);
      create sequence bench.floor_id;
      insert into bench.floor_account select n, 100000000 from generate_series(1, ${wallets + advisors}) n;
      create function bench.floor_post(p_from bigint, p_to bigint) returns bigint language plpgsql as $$
      declare v bigint := nextval('bench.floor_id');
      begin
        update bench.floor_account set balance = balance - 900 where id = p_from;
        update bench.floor_account set balance = balance + 480 where id = p_to;
        insert into bench.floor_transaction values (v, now());
        insert into bench.floor_entry values (v, p_from, -900), (v, p_to, 480), (v, -1, 160), (v, -2, 120), (v, -3, 140);
        return v;
      end $$`);
    const open = Array.from({ length: clients }, () => new pg.Client({ connectionString: adminUrl }));
    for (const client of open) {
      client.on('error', () => undefined);
      await client.connect();
    }
    return new Floor(open, wallets, advisors);
  }

  async post(client: number): Promise<void> {
    const from = 1 + Math.floor(Math.random() * this.wallets);
    const to = this.wallets + 1 + Math.floor(Math.random() * this.advisors);
    await this.clients[client]!.query({ name: 'floor', text: 'select bench.floor_post($1, $2)', values: [from, to] });
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}
