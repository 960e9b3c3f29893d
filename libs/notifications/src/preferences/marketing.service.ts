import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventEnvelope,
  Handles,
  Outbox,
  type Role,
  type Tx,
  addSeconds,
  rowsOf,
} from '@app/kernel';
import { Person, PersonLinksService } from '@app/identity';
import { ConsentsService, MarketingConsentRecorded } from '@app/privacy';
import { MarketingAsked } from '../notices/notices.events.js';
import { MarketingConsent } from './notification-preference.entity.js';

export type MarketingState = 'none' | MarketingConsent['status'];

/** Who can get news and offers. */
const MARKETED: readonly Role[] = ['end_user', 'advisor'];
/** Between two links for the same word: whoever gives and takes back all day is not mailed all day, and the link of before works. */
const LINK_PAUSE_SECONDS = 3_600;

/** Taken back in the list of consents after the last step here. It counts at once, also before the event of it was heard. */
const TAKEN_BACK = `exists (
  select 1 from app.consent c where c.licensee_id = m.licensee_id and c.person_id = m.person_id and c.kind = 'marketing' and not c.granted
     and c.at > case m.status when 'confirmed' then m.confirmed_at else m.asked_at end)`;

/**
 * News and offers, which need a second yes [O5]. People say the first one at the sign-up, in their list of consents, or with their preferences; only the link of a
 * mail confirms it, and each of these places takes it back.
 */
@Injectable()
export class MarketingService {
  constructor(
    private readonly db: Db,
    private readonly links: PersonLinksService,
    private readonly outbox: Outbox,
    private readonly consents: ConsentsService,
  ) {}

  async stateOf(tx: Tx, personId: string): Promise<MarketingState> {
    const [row] = await rowsOf<{ status: MarketingConsent['status'] }>(
      tx,
      `select case when ${TAKEN_BACK} then 'withdrawn' else m.status end as status from app.marketing_consent m where m.licensee_id = $1 and m.person_id = $2`,
      [tx.ctx.licenseeId, personId],
    );
    return row?.status ?? 'none';
  }

  /** The first step: a link is mailed. Confirmed already, it stays so. */
  async ask(tx: Tx, personId: string): Promise<void> {
    if (await this.asked(tx, personId, tx.now)) await this.outbox.add(tx, MarketingAsked, { personId });
  }

  /** The second step. @throws InvalidLink */
  async confirm(tx: Tx, token: string): Promise<void> {
    const personId = await this.links.spend(tx, token, 'marketing');
    // Withdrawn after it was asked for: the link of then brings it not back.
    await rowsOf(
      tx,
      `update app.marketing_consent m set status = 'confirmed', confirmed_at = $3
        where licensee_id = $1 and person_id = $2 and status = 'asked' and not ${TAKEN_BACK} returning 1`,
      [tx.ctx.licenseeId, personId, tx.now],
    );
  }

  async withdraw(tx: Tx, personId: string): Promise<void> {
    await rowsOf(
      tx,
      `update app.marketing_consent set status = 'withdrawn', withdrawn_at = $3 where licensee_id = $1 and person_id = $2 and status <> 'withdrawn' returning 1`,
      [tx.ctx.licenseeId, personId, tx.now],
    );
  }

  /** What somebody says in the list of consents counts as if it had been said here: the last word, unless something was said here since. */
  @Handles(MarketingConsentRecorded, 'notifications.marketing_recorded')
  async heed(ctx: Context, { data: { personId } }: EventEnvelope<{ readonly personId: string }>): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const key = { licenseeId: ctx.licenseeId, personId };
      const said = await this.consents.marketingOf(tx, personId);
      const person = await tx.findOneBy(Person, { licenseeId: ctx.licenseeId, id: personId });
      if (!said || !person || !MARKETED.includes(person.role)) return;
      if (!said.granted) return this.takenBack(tx, personId, said.at);
      const before = await tx.findOneBy(MarketingConsent, key);
      const isNew = await this.asked(tx, personId, said.at);
      if (isNew && !(before && addSeconds(before.askedAt, LINK_PAUSE_SECONDS) > said.at))
        await this.outbox.add(tx, MarketingAsked, { personId });
    });
  }

  /** Whether it is a new request: neither confirmed nor older than what was said last. */
  private async asked(tx: Tx, personId: string, at: Date): Promise<boolean> {
    const asked = await rowsOf(
      tx,
      `insert into app.marketing_consent as m (licensee_id, person_id, status, asked_at) values ($1, $2, 'asked', $3)
       on conflict (licensee_id, person_id) do update set status = 'asked', asked_at = excluded.asked_at
        where (m.status <> 'confirmed' or ${TAKEN_BACK}) and excluded.asked_at > greatest(m.asked_at, m.confirmed_at, m.withdrawn_at) returning 1`,
      [tx.ctx.licenseeId, personId, at],
    );
    return asked.length > 0;
  }

  private async takenBack(tx: Tx, personId: string, at: Date): Promise<void> {
    await rowsOf(
      tx,
      `update app.marketing_consent m set status = 'withdrawn', withdrawn_at = $3
        where licensee_id = $1 and person_id = $2 and status <> 'withdrawn' and ${TAKEN_BACK} returning 1`,
      [tx.ctx.licenseeId, personId, at],
    );
  }
}
