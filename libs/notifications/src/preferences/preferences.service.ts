import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  Outbox,
  type Tx,
  personOf,
  rowsOf,
} from '@app/kernel';
import { Person, PersonLinksService } from '@app/identity';
import { MarketingAsked } from '../notices/notices.events.js';
import { MarketingConsent, NotificationPreference } from './notification-preference.entity.js';
import type {
  ChangePreferences,
  ConfirmMarketing,
  PreferencesView,
  StopMails,
  StoppedView,
} from './preferences.dto.js';
import { type Channel, TOPICS, type TopicName, topicsOf } from './topics.js';
import { readUnsubscribeToken } from './unsubscribe-token.js';

/** What people want to hear of, and how [O5]. */
@Injectable()
export class PreferencesService {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'REFRESH_SECRET'>,
    private readonly db: Db,
    private readonly links: PersonLinksService,
    private readonly outbox: Outbox,
  ) {}

  /** May this person be told of it by this channel? What has no topic comes always, marketing only where it was confirmed. */
  async wants(
    tx: Tx,
    personId: string,
    channel: Channel,
    { class: kind, topic }: { class: 'service' | 'security' | 'marketing'; topic: string | null },
  ): Promise<boolean> {
    const key = { licenseeId: tx.ctx.licenseeId, personId };
    if (kind === 'marketing') return this.allowsMarketing(tx, personId);
    if (kind === 'security' || topic === null) return true;
    return !(await tx.existsBy(NotificationPreference, { ...key, topic: topic as TopicName, channel, isOn: false }));
  }

  /** Confirmed, and not taken back since: here, or in the person's list of consents. */
  private async allowsMarketing(tx: Tx, personId: string): Promise<boolean> {
    const found = await rowsOf(
      tx,
      `select 1 from app.marketing_consent m where m.licensee_id = $1 and m.person_id = $2 and m.status = 'confirmed' and not exists (
         select 1 from app.consent c where c.licensee_id = $1 and c.person_id = $2 and c.kind = 'marketing' and not c.granted and c.at > m.confirmed_at)`,
      [tx.ctx.licenseeId, personId],
    );
    return found.length > 0;
  }

  show(ctx: Context): Promise<PreferencesView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** Switches topics on or off, each for one channel. @throws InvalidRequest for a topic that is not the caller's */
  change(ctx: Context, { changes }: ChangePreferences): Promise<PreferencesView> {
    const { personId, role } = personOf(ctx);
    const faults = changes.flatMap(({ topic, channel }, index) =>
      topicsOf(role).includes(topic) && (TOPICS[topic].channels as readonly Channel[]).includes(channel)
        ? []
        : [{ pointer: `/changes/${index}`, detail: 'is nothing that you can be told of' }],
    );
    if (faults.length > 0) throw new InvalidRequest(faults);
    return this.db.transaction(ctx, async (tx) => {
      for (const { topic, channel, isOn } of changes) await this.set(tx, personId, topic, channel, isOn);
      return this.view(tx);
    });
  }

  /** Wants marketing: a link is mailed, and nothing before it was opened. Confirmed already, it stays so. */
  askMarketing(ctx: Context): Promise<PreferencesView> {
    const { personId } = personOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      const asked = await rowsOf(
        tx,
        `insert into app.marketing_consent as m (licensee_id, person_id, status, asked_at) values ($1, $2, 'asked', $3)
         on conflict (licensee_id, person_id) do update set status = 'asked', asked_at = excluded.asked_at where m.status <> 'confirmed' returning status`,
        [ctx.licenseeId, personId, tx.now],
      );
      if (asked.length > 0) await this.outbox.add(tx, MarketingAsked, { personId });
      return this.view(tx);
    });
  }

  /** The second step of the double opt-in. @throws InvalidLink */
  confirmMarketing(ctx: Context, { token }: ConfirmMarketing): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const personId = await this.links.spend(tx, token, 'marketing');
      // Withdrawn after it was asked for: the link of then brings it not back.
      await tx.update(
        MarketingConsent,
        { licenseeId: ctx.licenseeId, personId, status: 'asked' },
        { status: 'confirmed', confirmedAt: tx.now },
      );
    });
  }

  withdrawMarketing(ctx: Context): Promise<PreferencesView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.withdraw(tx, personOf(ctx).personId);
      return this.view(tx);
    });
  }

  /** By the link of a mail, without a sign-in. Repeating it changes nothing. @throws NotFound for a token that is not ours */
  stop(ctx: Context, { token }: StopMails): Promise<StoppedView> {
    const found = readUnsubscribeToken(this.config.REFRESH_SECRET, ctx.licenseeId, token);
    if (!found) throw new NotFound();
    const { personId, topic } = found;
    return this.db.transaction(ctx, async (tx) => {
      if (!(await tx.existsBy(Person, { licenseeId: ctx.licenseeId, id: personId }))) throw new NotFound();
      if (topic === 'marketing') await this.withdraw(tx, personId);
      else await this.set(tx, personId, topic, 'mail', false);
      return { topic };
    });
  }

  private async withdraw(tx: Tx, personId: string): Promise<void> {
    await rowsOf(
      tx,
      `update app.marketing_consent set status = 'withdrawn', withdrawn_at = $3 where licensee_id = $1 and person_id = $2 and status <> 'withdrawn' returning 1`,
      [tx.ctx.licenseeId, personId, tx.now],
    );
  }

  private async set(tx: Tx, personId: string, topic: TopicName, channel: Channel, isOn: boolean): Promise<void> {
    const key = { licenseeId: tx.ctx.licenseeId, personId, topic, channel };
    await tx.upsert(NotificationPreference, { ...key, isOn, changedAt: tx.now }, [
      'licenseeId',
      'personId',
      'topic',
      'channel',
    ]);
  }

  private async view(tx: Tx): Promise<PreferencesView> {
    const { personId, role } = personOf(tx.ctx);
    const key = { licenseeId: tx.ctx.licenseeId, personId };
    const rows = await tx.findBy(NotificationPreference, key);
    const marketing = await tx.findOneBy(MarketingConsent, key);
    return {
      topics: topicsOf(role).flatMap((topic) =>
        TOPICS[topic].channels.map((channel) => ({
          topic,
          channel,
          isOn: rows.find((row) => row.topic === topic && row.channel === channel)?.isOn ?? true,
        })),
      ),
      marketing: marketing?.status ?? 'none',
    };
  }
}
