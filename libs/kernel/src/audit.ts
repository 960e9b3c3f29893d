import type { Actor } from './context.js';
import { type Tx, inTenant, rowsOf } from './db.js';
import { newId, publicId } from './id.js';

/** One act of staff, the operator or the system that somebody may have to explain later (features.md B9). */
export interface AuditEntry {
  /** `noun.past_tense`: `advisor.suspended`, `brand.published`. */
  readonly action: string;
  /** What it was done to. `id` is the public id. */
  readonly subject?: { readonly kind: string; readonly id: string };
  /** Only the values that changed; never a secret. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

const idOf = (actor: Actor): string | null => (actor.kind === 'person' ? actor.personId : null);
/** Postgres refuses half of a surrogate pair in jsonb; an odd name must not undo the act that it is written down for. */
const json = (values: object): string =>
  JSON.stringify(values, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
const taskOf = (actor: Actor): string | null =>
  actor.kind === 'system' ? actor.name : actor.kind === 'key' ? publicId('apiKey', actor.keyId) : null;

/** Writes an act into the tenant's audit log, in the transaction of the act: no act without its entry, no entry without its act. */
export async function recordAudit(tx: Tx, entry: AuditEntry, actor: Actor = tx.ctx.actor): Promise<void> {
  await write(tx, tx.ctx.licenseeId, entry, actor);
}

/**
 * Writes what the operator does to a tenant into the logs of both, in one transaction: that of the tenant, which is the transaction's own, and the
 * operator's. A failure between them undoes everything.
 */
export async function recordOperatorAudit(tx: Tx, operatorLicenseeId: string, entry: AuditEntry): Promise<void> {
  await recordAudit(tx, entry);
  await inTenant(tx, operatorLicenseeId, (operators) => recordAudit(operators, entry));
}

async function write(tx: Tx, licenseeId: string, entry: AuditEntry, actor: Actor): Promise<void> {
  const { ip, requestId } = tx.ctx;
  await rowsOf(
    tx,
    `insert into app.audit_entry (licensee_id, id, at, actor_kind, actor_id, actor_role, actor_task, action, subject_kind, subject_id,
       before, after, reason, ip, request_id, operator_access_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      licenseeId,
      newId(),
      tx.now,
      actor.kind,
      idOf(actor),
      actor.kind === 'person' ? actor.role : null,
      taskOf(actor),
      entry.action,
      entry.subject?.kind ?? null,
      entry.subject?.id ?? null,
      entry.before ? json(entry.before) : null,
      entry.after ? json(entry.after) : null,
      entry.reason ?? null,
      ip,
      requestId,
      actor.kind === 'person' ? (actor.operatorAccessId ?? null) : null,
    ],
  );
}
