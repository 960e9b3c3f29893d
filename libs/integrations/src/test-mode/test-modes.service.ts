import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Context, Db, Forbidden, type Tx, inTenant, newId, personOf, rowsOf } from '@app/kernel';
import { TestModes } from '@app/identity';
import { TestTwins } from '@app/licensees';
import { LIVEMODE_HEADER } from './livemode.js';

interface Settings {
  readonly table: string;
  readonly where?: string;
  /** Columns that the twin begins without. */
  readonly without?: readonly string[];
  readonly set?: Readonly<Record<string, unknown>>;
}

/** What test mode begins with: everything by which a licensee decides how its service looks and works. Nothing of a person, and no key to anywhere. */
const SETTINGS: readonly Settings[] = [
  { table: 'licensee_terms', without: ['alias_key'] },
  { table: 'brand_asset' },
  { table: 'brand_version', where: `and state = 'published'`, set: { restored_from: null, author_id: null } },
  { table: 'legal_version' },
  { table: 'tax_rate' },
  { table: 'rating_rules' },
  { table: 'booking_rules' },
  { table: 'complaint_rules' },
  // The money of test mode lies nowhere, and nobody's identity is asked for.
  {
    table: 'money_rules',
    set: { topology: 'operator_platform', payout_account_required: false, tax_identity_required: false },
  },
  { table: 'referral_programme' },
  { table: 'mail_template' },
];

/**
 * Makes the test twin of a licensee when it is first used, and lets staff in. Staff stand in it under their own ids, by which what they do there is theirs, and
 * without their names and addresses (docs/decisions/0026).
 */
@Injectable()
export class TestModesService extends TestModes {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
  ) {
    super();
  }

  override async enter(ctx: Context, reply: FastifyReply): Promise<Context> {
    const actor = personOf(ctx);
    if (actor.operatorAccessId !== undefined) throw new Forbidden('The operator may not do this in a tenant.');
    const licenseeId = (await this.twins.twinOf(ctx)) ?? (await this.make(ctx));
    const inside = { ...ctx, licenseeId };
    await this.db.transaction(inside, (tx) => standIn(tx, actor.personId, actor.role));
    void reply.header(LIVEMODE_HEADER, 'false');
    return inside;
  }

  /** @returns the id of the twin */
  private async make(ctx: Context): Promise<string> {
    const id = newId();
    try {
      await this.db.transaction(ctx, (tx) => copyLicensee(tx, id));
      return id;
    } catch (error) {
      // Two at a time: the database let one of them.
      const made = await this.twins.twinOf(ctx);
      if (made === undefined) throw error;
      return made;
    }
  }
}

async function copyLicensee(tx: Tx, twinId: string): Promise<void> {
  const { licenseeId } = tx.ctx;
  const [own] = await rowsOf<{ row: string }>(
    tx,
    `select (to_jsonb(l) - 'clock_offset')::text as row from app.licensee l where l.id = $1 and l.kind = 'licensee'`,
    [licenseeId],
  );
  if (!own) throw new Forbidden('The operator itself has no test mode.');
  const twin = {
    id: twinId,
    test_of: licenseeId,
    // No address of anybody: a slug with two hyphens in a row is not given away.
    slug: `t--${twinId.replaceAll('-', '')}`,
    status: 'active',
    licence_hold: false,
    licence_past_due: false,
    licence_ended: false,
    opened_at: tx.now,
    created_at: tx.now,
  };
  await inTenant(tx, twinId, (inside) => insertCopy(inside, 'licensee', own.row, twin));
  for (const { table, where = '', without = [], set = {} } of SETTINGS) {
    const rows = await rowsOf<{ row: string }>(
      tx,
      `select (to_jsonb(t) - $2::text[])::text as row from app.${table} t where t.licensee_id = $1 ${where}`,
      [licenseeId, without],
    );
    await inTenant(tx, twinId, async (inside) => {
      for (const { row } of rows)
        await insertCopy(inside, table, row, { licensee_id: twinId, ...set, ...keptElsewhere(table, row) });
    });
  }
}

/** Whoever keeps the money of its users itself tests its budgets, and not payments that it does not have. */
const keptElsewhere = (table: string, row: string): Readonly<Record<string, unknown>> =>
  table === 'money_rules' && (JSON.parse(row) as { topology: string }).topology === 'self_managed'
    ? { topology: 'self_managed' }
    : {};

/** A row as JSON, which Postgres reads into the columns that it names. */
async function insertCopy(
  tx: Tx,
  table: string,
  row: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const columns = Object.keys(JSON.parse(row) as object).join(', ');
  await rowsOf(
    tx,
    `insert into app.${table} (${columns}) select ${columns} from jsonb_populate_record(null::app.${table}, $1::jsonb || $2::jsonb)`,
    [row, JSON.stringify(changes)],
  );
}

async function standIn(tx: Tx, personId: string, role: string): Promise<void> {
  await rowsOf(
    tx,
    `insert into app.person (licensee_id, id, role, email, password_hash, display_name, locale, created_at)
     values ($1, $2, $3, $4, '!', 'Team', 'en', $5) on conflict (licensee_id, id) do update set role = $3 where person.role <> $3`,
    [tx.ctx.licenseeId, personId, role, `${personId}@test.invalid`, tx.now],
  );
}
