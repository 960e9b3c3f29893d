import { Injectable } from '@nestjs/common';
import { type SealedColumn, SealedColumns, type SecretPlace, Shown, type Tx, addSeconds, rowsOf } from '@app/kernel';

/** Whose number: a caller's (the person), the licensee's own (its id), an advisor's. */
export const VAT_SUBJECTS = ['user', 'licensee', 'advisor'] as const;
export type VatSubject = (typeof VAT_SUBJECTS)[number];

const DAY = 86_400;
/** An answer counts so long; older, the number is unchecked again. */
export const ANSWER_DAYS = 30;
/** After so many days it is asked for anew, so that a register that is down for a week makes nobody a consumer. */
const RENEW_DAYS = 23;
/** A number that is new in the register is found there a few days later. */
const INVALID_DAYS = 3;
const FIRST_RETRY_SECONDS = 300;
const LAST_RETRY_SECONDS = 6 * 3_600;

/** What is known of a stated number today. */
export interface VatStanding {
  /** unchecked: no answer yet, or none that is young enough. */
  readonly result: 'valid' | 'invalid' | 'unchecked';
  /** Of the newest answer; null without one. */
  readonly checkedAt: Date | null;
  readonly consultation: string | null;
  /** As the register tells it. */
  readonly name: string | null;
}

/** {@link VatStanding}, as it is shown. */
export class VatCheckView {
  @Shown('valid, invalid; unchecked: the register has not answered yet, or its answer is older than 30 days', {
    type: String,
    enum: ['valid', 'invalid', 'unchecked'],
  })
  result: 'valid' | 'invalid' | 'unchecked';
  @Shown('When the register answered last', { type: String, format: 'date-time', nullable: true })
  checkedAt: string | null;
  @Shown("The register's number of that question, the proof of having asked; null where it gave none", {
    type: String,
    nullable: true,
    example: 'WAPIAAAAY0ZEfLxz',
  })
  consultation: string | null;
  @Shown('Name in the register, where the member state tells it', { type: String, nullable: true })
  name: string | null;
}

export const vatCheckView = (standing: VatStanding): VatCheckView => ({
  result: standing.result,
  checkedAt: standing.checkedAt?.toISOString() ?? null,
  consultation: standing.consultation,
  name: standing.name,
});

/** A stated number, as its row has it when the register is about to be asked. */
export interface DueNumber {
  readonly country: string;
  readonly number_sealed: string;
  readonly stated_at: Date;
  readonly failures: number;
}

/** Seconds until the register is asked again. @param failures how often it had not answered before */
export function nextAsk(result: 'valid' | 'invalid' | undefined, failures: number): number {
  if (result === 'valid') return RENEW_DAYS * DAY;
  if (result === 'invalid') return INVALID_DAYS * DAY;
  return Math.min(FIRST_RETRY_SECONDS * 2 ** Math.min(failures, 10), LAST_RETRY_SECONDS);
}

export const numberPlace = (licenseeId: string, row: string): SecretPlace => ({
  licenseeId,
  column: 'vat_number.number_sealed',
  row,
});

/** Numbers are kept sealed: those of advisors are part of a tax identity. */
@Injectable()
export class LicenseesSecrets extends SealedColumns {
  override readonly columns: readonly SealedColumn[] = [
    {
      table: 'vat_number',
      column: 'number_sealed',
      row: `(subject || ':' || subject_id::text)`,
      place: numberPlace,
    },
  ];
}

interface Row {
  readonly subject_id: string;
  readonly result: 'valid' | 'invalid' | null;
  readonly checked_at: Date | null;
  readonly consultation: string | null;
  readonly name: string | null;
}

/** What is known of the numbers of some subjects of the tenant; those without a number of the EU are left out. */
export async function standingsOf(
  tx: Tx,
  subject: VatSubject,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, VatStanding>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await rowsOf<Row>(
    tx,
    `select n.subject_id, c.result, c.checked_at, c.consultation, c.name from app.vat_number n
       left join app.vat_check c on c.licensee_id = n.licensee_id and c.id = n.check_id
      where n.licensee_id = $1 and n.subject = $2 and n.subject_id = any ($3)`,
    [tx.ctx.licenseeId, subject, subjectIds],
  );
  const oldest = addSeconds(tx.now, -ANSWER_DAYS * DAY);
  return new Map(
    rows.map(({ subject_id: id, result, checked_at: checkedAt, consultation, name }) => [
      id,
      {
        result: result !== null && checkedAt! >= oldest ? result : 'unchecked',
        checkedAt,
        consultation,
        name,
      },
    ]),
  );
}
