import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  Jobs,
  SecretBox,
  Task,
  type Tx,
  addSeconds,
  log,
  newId,
  rowsOf,
  systemContext,
} from '@app/kernel';
import { Sellers } from './sellers.service.js';
import { isInEu, taxNumber } from './tax-numbers.js';
import { type VatAnswer, type VatNumber, VatRegister, VatRegisterSilent } from './vat-register.js';
import {
  type DueNumber,
  type VatStanding,
  type VatSubject,
  nextAsk,
  numberPlace,
  standingsOf,
} from './vat-standing.js';

const CHECK = 'licensees.check_vat_number';
/** So long nobody else asks while somebody does; a process that dies in between is followed by the next. */
const LEASE_SECONDS = 300;
const BATCH = 200;

/**
 * Numbers of the EU and what its register says of them [A2, E24]. Stating one is a row and a job; the job asks outside of any transaction and writes the answer beside those
 * before it. A register that is silent leaves the number unchecked and is asked again: nobody waits for it and nothing fails with it.
 */
@Injectable()
export class VatNumbers {
  constructor(
    private readonly db: Db,
    private readonly box: SecretBox,
    private readonly jobs: Jobs,
    private readonly sellers: Sellers,
    private readonly register: VatRegister,
  ) {}

  /**
   * A subject states its number, another one, or none. Numbers without a right form and those outside of the EU are not asked for. The same number again keeps its answer, but is
   * asked for at once where that was not "valid".
   */
  async state(tx: Tx, subject: VatSubject, subjectId: string, stated: VatNumber | null): Promise<void> {
    const { licenseeId } = tx.ctx;
    const number = stated && isInEu(stated.country) ? taxNumber(stated.country, stated.number) : undefined;
    if (stated === null || number === undefined) {
      await rowsOf(tx, 'delete from app.vat_number where licensee_id = $1 and subject = $2 and subject_id = $3', [
        licenseeId,
        subject,
        subjectId,
      ]);
      return;
    }
    const [before] = await rowsOf<{ country: string; number_sealed: string; result: string | null }>(
      tx,
      `select n.country, n.number_sealed, c.result from app.vat_number n
         left join app.vat_check c on c.licensee_id = n.licensee_id and c.id = n.check_id
        where n.licensee_id = $1 and n.subject = $2 and n.subject_id = $3 for no key update of n`,
      [licenseeId, subject, subjectId],
    );
    const place = numberPlace(licenseeId, `${subject}:${subjectId}`);
    const isSame = before?.country === stated.country && this.box.open(place, before.number_sealed) === number;
    if (isSame && before.result === 'valid') return;
    await rowsOf(
      tx,
      `insert into app.vat_number as n (licensee_id, subject, subject_id, country, number_sealed, stated_at, due_at) values ($1, $2, $3, $4, $5, $6, $6)
       on conflict (licensee_id, subject, subject_id) do update set country = excluded.country, number_sealed = excluded.number_sealed, stated_at = excluded.stated_at,
         check_id = case when $7 then n.check_id end, due_at = excluded.due_at, failures = 0`,
      [licenseeId, subject, subjectId, stated.country, this.box.seal(place, number), tx.now, isSame],
    );
    await this.jobs.add(tx, CHECK, { subject, subjectId }, { key: `vat:${licenseeId}:${subject}:${subjectId}` });
  }

  /** What is known of the numbers of some subjects; those without a number of the EU are left out. */
  of(tx: Tx, subject: VatSubject, subjectIds: readonly string[]): Promise<ReadonlyMap<string, VatStanding>> {
    return standingsOf(tx, subject, subjectIds);
  }

  /** {@link of} one. */
  async ofOne(tx: Tx, subject: VatSubject, subjectId: string): Promise<VatStanding | null> {
    return (await standingsOf(tx, subject, [subjectId])).get(subjectId) ?? null;
  }

  @Task(CHECK)
  async checkStated(ctx: Context, { subject, subjectId }: { subject: VatSubject; subjectId: string }): Promise<void> {
    await this.check(ctx, subject, subjectId);
  }

  /** Numbers whose answer grows old, and those that have none yet. One after the other: the register limits who asks much at once. */
  @Every('*/5 * * * *', 'licensees.check_vat_numbers')
  async checkDue(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; subject: VatSubject; subject_id: string }>(
      'select * from app.due_vat_numbers($1, $2)',
      [await this.db.now(), BATCH],
    );
    for (const { licensee_id: licenseeId, subject, subject_id: subjectId } of due)
      await this.check(systemContext(licenseeId, 'licensees.check_vat_numbers'), subject, subjectId).catch(
        (error: unknown) => log.error({ err: error, licenseeId, subject }, 'a VAT number cannot be checked'),
      );
  }

  /** Answers of more than ten years ago, but those that stated numbers go by. The database says which (`app.forget_vat_checks`): nobody can make it forget another one. */
  @Every('29 3 * * *', 'licensees.forget_vat_checks')
  async forget(): Promise<void> {
    await this.db.inEachTenant('licensees.forget_vat_checks', (tx) => rowsOf(tx, 'select app.forget_vat_checks()'));
  }

  private async check(ctx: Context, subject: VatSubject, subjectId: string): Promise<void> {
    const claimed = await this.db.transaction(ctx, (tx) => this.claim(tx, subject, subjectId));
    if (!claimed) return;
    const { asked, requester } = claimed;
    let answer: VatAnswer | undefined;
    try {
      answer = await this.register.ask(asked, requester);
    } catch (error) {
      if (!(error instanceof VatRegisterSilent)) throw error;
      log.info({ country: asked.country, cause: error.message }, 'the register of VAT numbers gave no answer');
    }
    await this.db.transaction(ctx, (tx) => write(tx, subject, subjectId, claimed, answer));
  }

  private async claim(tx: Tx, subject: VatSubject, subjectId: string): Promise<Claimed | undefined> {
    const [row] = await rowsOf<DueNumber>(
      tx,
      `update app.vat_number set due_at = $4 where licensee_id = $1 and subject = $2 and subject_id = $3 and due_at <= $5
       returning country, number_sealed, stated_at, failures`,
      [tx.ctx.licenseeId, subject, subjectId, addSeconds(tx.now, LEASE_SECONDS), tx.now],
    );
    if (!row) return undefined;
    const number = this.box.open(numberPlace(tx.ctx.licenseeId, `${subject}:${subjectId}`), row.number_sealed);
    const { vatNumber } = await this.askerOf(tx, subject);
    const asked = { country: row.country, number };
    // Nobody is their own customer: the register gives no proof of that.
    return { asked, requester: vatNumber?.number === number ? null : vatNumber, row };
  }

  private askerOf(tx: Tx, subject: VatSubject) {
    if (subject === 'user') return this.sellers.ofCalls(tx);
    return subject === 'advisor' ? this.sellers.ofPayouts(tx) : this.sellers.operator(tx);
  }
}

interface Claimed {
  readonly asked: VatNumber;
  readonly requester: VatNumber | null;
  readonly row: DueNumber;
}

/** Nothing is written of a number that was replaced while the register was asked. */
async function write(
  tx: Tx,
  subject: VatSubject,
  subjectId: string,
  { asked, requester, row }: Claimed,
  answer: VatAnswer | undefined,
): Promise<void> {
  const { licenseeId } = tx.ctx;
  const [current] = await rowsOf<{ isSame: boolean }>(
    tx,
    `select stated_at = $4 and number_sealed = $5 as "isSame" from app.vat_number
      where licensee_id = $1 and subject = $2 and subject_id = $3 for no key update`,
    [licenseeId, subject, subjectId, row.stated_at, row.number_sealed],
  );
  if (current?.isSame !== true) return;
  const set = (changes: string, values: unknown[]): Promise<object[]> =>
    rowsOf(
      tx,
      `update app.vat_number set due_at = $4, ${changes} where licensee_id = $1 and subject = $2 and subject_id = $3`,
      [licenseeId, subject, subjectId, addSeconds(tx.now, nextAsk(answer?.result, row.failures)), ...values],
    );
  if (!answer) {
    await set('failures = failures + 1', []);
    return;
  }
  const isSealed = subject === 'advisor';
  const id = newId();
  await rowsOf(
    tx,
    `insert into app.vat_check (licensee_id, id, subject, subject_id, country, number, result, consultation, requester, name, address, checked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      licenseeId,
      id,
      subject,
      subjectId,
      asked.country,
      isSealed ? null : asked.number,
      answer.result,
      answer.consultation,
      answer.consultation === null ? null : (requester?.number ?? null),
      isSealed ? null : answer.name,
      isSealed ? null : answer.address,
      tx.now,
    ],
  );
  await set('failures = 0, check_id = $5', [id]);
}
