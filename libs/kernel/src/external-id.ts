import { type Tx, rowsOf } from './db.js';
import { Text, TextMap } from './fields.js';
import { type IdKind, publicId } from './id.js';
import { Problem } from './problem.js';

/** Free words of the licensee's own systems about a thing. */
export type Metadata = Readonly<Record<string, string>>;

/** What the licensee's own systems call a thing: unique within the licensee for each noun (features.md N3). */
export const ExternalId = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Text({
    description: 'What your own systems call it; unique. It is in events: nothing personal',
    max: 200,
    optional: true,
    example: 'customer-4711',
    ...options,
  });

/** Of all words together, as JSON: they are in events, and a receiver need not take more than 20 kB. */
const METADATA_BYTES = 16_000;

export const MetadataMap = (): PropertyDecorator =>
  TextMap({
    description: `Words of your own about it, as texts, ${METADATA_BYTES} bytes as JSON at the most; replaces all that were there. They are in events: nothing personal`,
    key: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/,
    keyFault: 'must have a name of 1 to 40 letters, digits, dots, dashes and underscores',
    max: 500,
    maxKeys: 50,
    maxBytes: METADATA_BYTES,
    optional: true,
    example: { plan: 'gold' },
  });

/** The name is in use; `id` says what has it. */
export class ExternalIdTaken extends Problem {
  static override readonly type = 'external-id-taken';
  static override readonly title = 'The externalId is in use';
  static override readonly status = 409;
  constructor(externalId: string, id: string) {
    super(`${id} has the externalId ${externalId}.`, { id, externalId });
  }
}

/**
 * Makes sure that a name is free, and keeps it free until the transaction ends: who asks for the same at the same time waits and is told who has it.
 * @param own the thing that may have it already
 * @throws ExternalIdTaken
 */
export async function claimExternalId(
  tx: Tx,
  kind: IdKind & ('person' | 'advisor' | 'call' | 'booking'),
  externalId: string | null | undefined,
  own?: string,
): Promise<void> {
  if (externalId === null || externalId === undefined) return;
  await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2 || ':' || $3, 0))`, [
    kind,
    tx.ctx.licenseeId,
    externalId,
  ]);
  const [holder] = await rowsOf<{ id: string }>(
    tx,
    `select id from app.${kind} where licensee_id = $1 and external_id = $2`,
    [tx.ctx.licenseeId, externalId],
  );
  if (holder && holder.id !== own) throw new ExternalIdTaken(externalId, publicId(kind, holder.id));
}
