import { type Tx, rowsOf } from '@app/kernel';

/** Keeps that the console of a person was heard of. Answers whether the person is an advisor. */
export async function heardOf(tx: Tx, personId: string): Promise<boolean> {
  // A heartbeat that a crash of the server forgets is followed by the next: nobody waits for the disk.
  await rowsOf(tx, `select set_config('synchronous_commit', 'off', true)`);
  const rows = await rowsOf(
    tx,
    `insert into app.advisor_presence (licensee_id, advisor_id, last_seen_at)
     select licensee_id, id, $3 from app.advisor where licensee_id = $1 and person_id = $2
     on conflict (licensee_id, advisor_id) do update set last_seen_at = excluded.last_seen_at
     returning advisor_id`,
    [tx.ctx.licenseeId, personId, tx.now],
  );
  return rows.length === 1;
}

export interface Proofs {
  readonly consoleOpen: boolean;
  readonly provedDevices: number;
}

/** What shows that an advisor would notice a ring: the same limits as in `app.advisor_unreachable`. */
export async function proofsOf(tx: Tx, advisorId: string, personId: string): Promise<Proofs> {
  const [row] = await rowsOf<{ console_open: boolean; proved_devices: number }>(
    tx,
    `select exists (select 1 from app.advisor_presence where licensee_id = $1 and advisor_id = $2 and last_seen_at > $4::timestamptz - interval '60 s') as console_open,
            (select count(*)::int from app.live_device where licensee_id = $1 and person_id = $3 and proved_at > $4::timestamptz - interval '7 days') as proved_devices`,
    [tx.ctx.licenseeId, advisorId, personId, tx.now],
  );
  return { consoleOpen: row!.console_open, provedDevices: row!.proved_devices };
}

/** Takes everybody offline who is available and cannot be reached. @returns their ids, in order */
export async function dropUnreachable(tx: Tx): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `update app.advisor a set available = false, available_changed_at = $2, offline_reason = 'unreachable'
      where a.licensee_id = $1 and a.available and a.available_changed_at <= $2::timestamptz - interval '60 s'
        and app.advisor_unreachable(a.licensee_id, a.id, a.person_id, $2)
     returning a.id`,
    [tx.ctx.licenseeId, tx.now],
  );
  return rows.map(({ id }) => id).sort();
}
