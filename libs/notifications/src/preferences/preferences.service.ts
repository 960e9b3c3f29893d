import { Inject, Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { CONFIG, type Config, type Context, Db, InvalidRequest, NotFound, type Tx, personOf } from '@app/kernel';
import { Person } from '@app/identity';
import { TextNumber } from '../texts/text-number.entity.js';
import { MarketingService } from './marketing.service.js';
import { NotificationPreference } from './notification-preference.entity.js';
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
    private readonly marketing: MarketingService,
  ) {}

  /** May this person be told of it by this channel? What has no topic comes always, marketing only where it was confirmed. */
  async wants(
    tx: Tx,
    personId: string,
    channel: Channel,
    { class: kind, topic }: { class: 'service' | 'security' | 'marketing'; topic: string | null },
  ): Promise<boolean> {
    const key = { licenseeId: tx.ctx.licenseeId, personId };
    if (kind === 'marketing') return (await this.marketing.stateOf(tx, personId)) === 'confirmed';
    if (kind === 'security' || topic === null) return true;
    return !(await tx.existsBy(NotificationPreference, { ...key, topic: topic as TopicName, channel, isOn: false }));
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
    return this.db.transaction(ctx, async (tx) => {
      await this.marketing.ask(tx, personOf(ctx).personId);
      return this.view(tx);
    });
  }

  /** The second step of the double opt-in. @throws InvalidLink */
  confirmMarketing(ctx: Context, { token }: ConfirmMarketing): Promise<void> {
    return this.db.transaction(ctx, (tx) => this.marketing.confirm(tx, token));
  }

  withdrawMarketing(ctx: Context): Promise<PreferencesView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.marketing.withdraw(tx, personOf(ctx).personId);
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
      if (topic === 'marketing') await this.marketing.withdraw(tx, personId);
      else await this.set(tx, personId, topic, 'mail', false);
      return { topic };
    });
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
    const canBeTexted = await tx.existsBy(TextNumber, { ...key, provedAt: Not(IsNull()), offAt: IsNull() });
    return {
      topics: topicsOf(role).flatMap((topic) =>
        TOPICS[topic].channels
          .filter((channel) => channel !== 'text' || canBeTexted)
          .map((channel) => ({
            topic,
            channel,
            isOn: rows.find((row) => row.topic === topic && row.channel === channel)?.isOn ?? true,
          })),
      ),
      marketing: await this.marketing.stateOf(tx, personId),
    };
  }
}
