import { Choice, Text, type Tx, rowsOf } from '@app/kernel';

/**
 * Versions of the words beside the buttons that pay, that start a call and that book one (`wallet.mandateStart`, `call.topUp.mandateStart`, `call.consent.mandateStart` and
 * `bookings.book.mandateStart` of the site), the newest last. Other words are another version.
 */
const START_TERMS = ['start-at-once-1'] as const;

/** What is asked to start at once. */
export const START_KINDS = ['top_up', 'call', 'booking'] as const;
export type StartKind = (typeof START_KINDS)[number];

/** Who asks to start at once, and knows what becomes of the right to withdraw (Directive 2011/83/EU, art. 16 (a)). */
export class AcceptedStart {
  @Choice({ description: 'Version of the words that were shown', of: START_TERMS, example: START_TERMS[0] })
  version: (typeof START_TERMS)[number];
  @Text({
    description: 'Language in which they were shown',
    min: 2,
    max: 6,
    pattern: /^[a-z]{2,3}(-[A-Z]{2})?$/,
    example: 'en',
  })
  locale: string;
}

/** Keeps with a top-up, a call or a booking what its person agreed to, in the transaction that makes it. Nothing was said: nothing is kept. */
export async function keepStart(
  tx: Tx,
  contract: { readonly kind: StartKind; readonly id: string; readonly personId: string },
  accepted: AcceptedStart | undefined,
): Promise<void> {
  if (accepted === undefined) return;
  const { licenseeId, ip, userAgent } = tx.ctx;
  await rowsOf(
    tx,
    `insert into app.start_consent (licensee_id, kind, ref_id, person_id, version, locale, at, ip, user_agent)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      licenseeId,
      contract.kind,
      contract.id,
      contract.personId,
      accepted.version,
      accepted.locale,
      tx.now,
      ip,
      userAgent,
    ],
  );
}
