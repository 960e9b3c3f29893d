import { LessThan } from 'typeorm';
import { type Page, type PageQuery, type Tx, UUID_PATTERN, cursorPosition, newId, page, rowsOf } from '@app/kernel';
import { SignIn, type SignInOutcome } from './sign-in.entity.js';
import type { SignInResponse } from './sign-ins.dto.js';

/** Adds a line to the login history. */
export async function recordSignIn(tx: Tx, personId: string, outcome: SignInOutcome): Promise<void> {
  const { licenseeId, ip, userAgent } = tx.ctx;
  await tx.insert(SignIn, { licenseeId, id: newId(), personId, outcome, ip, userAgent, at: tx.now });
}

/**
 * Writes as much to the log of the database as a line of the login history does, and no row: there is no person to write of. Without it a failed
 * sign-in would be one flush to disk faster for an unknown e-mail, which is a way to find out who has an account.
 */
export async function recordNobody(tx: Tx): Promise<void> {
  await rowsOf(tx, `select pg_logical_emit_message(true, 'sign-in', repeat('-', 100))`);
}

/** Login history of a person, newest first. */
export async function signInsOf(tx: Tx, personId: string, { cursor, limit }: PageQuery): Promise<Page<SignInResponse>> {
  const after = cursorPosition(cursor, [UUID_PATTERN])?.[0];
  const rows = await tx.find(SignIn, {
    where: { licenseeId: tx.ctx.licenseeId, personId, ...(after === undefined ? {} : { id: LessThan(after) }) },
    order: { id: 'DESC' },
    take: limit + 1,
  });
  return page(
    rows,
    limit,
    (row) => [row.id],
    ({ outcome, ip, userAgent, at }) => ({ outcome, ip, userAgent, at: at.toISOString() }),
  );
}
