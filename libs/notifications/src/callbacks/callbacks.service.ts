import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import {
  type Context,
  Db,
  type EventDefinition,
  type EventEnvelope,
  Handles,
  Jobs,
  NotFound,
  Outbox,
  type Page,
  Task,
  type Tx,
  addSeconds,
  lockOne,
  newId,
  personOf,
  publicId,
  wholeList,
} from '@app/kernel';
import { Advisor, AdvisorsService, Blocks, ContactBlocked, WhenOnline } from '@app/advisors';
import { CallStarted } from '@app/calling';
import { Person } from '@app/identity';
import { AdvisorWatch, Callback, CallbackMute } from './callback.entity.js';
import type { AskCallback, AskedCallbackView, CallbackView, WaitingView } from './callbacks.dto.js';
import { CallbackAsked, CallbackDeclined, CallbackReady, WatchedAdvisorOnline } from './callbacks.events.js';
import { AdvisorIsOnline, CallbackClosed, NotOnline, TooManyWaiting } from './callbacks.problems.js';
import {
  askedOf,
  callbacksOf,
  endBlocked,
  endTalkedOver,
  endTooOld,
  profileOf,
  takeWatches,
  watchesOf,
} from './callbacks.queries.js';

const WATCHERS = 'notifications.tell_watchers';
type WatchersJob = { readonly advisorId: string };

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;

const KEPT_SECONDS = 7 * 86_400;
const MOST_WATCHES = 20;
const MOST_CALLBACKS = 5;
const WATCHERS_AT_A_TIME = 200;

/**
 * Waiting for an advisor who cannot be called now [F9]. Where one of the two has blocked the other, whoever asks sees an advisor who stays away: what they ask for is kept, and nobody is told
 * of it [K7, F24].
 */
@Injectable()
export class CallbacksService extends WhenOnline {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
    private readonly jobs: Jobs,
    private readonly advisors: AdvisorsService,
    private readonly blocks: Blocks,
  ) {
    super();
  }

  /** What the caller waits for. */
  waiting(ctx: Context): Promise<WaitingView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** To be told once when the advisor is online, for seven days. @throws NotFound, AdvisorIsOnline, TooManyWaiting */
  watch(ctx: Context, advisorId: string): Promise<WaitingView> {
    const { personId } = personOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      await lockOne(tx, Person, personId); // counts right when two come at once
      await this.assertAway(tx, advisorId);
      const key = { licenseeId: ctx.licenseeId, personId, advisorId };
      const others = await tx.findBy(AdvisorWatch, {
        licenseeId: ctx.licenseeId,
        personId,
        expiresAt: MoreThan(tx.now),
      });
      if (others.filter((one) => one.advisorId !== advisorId).length >= MOST_WATCHES)
        throw new TooManyWaiting(MOST_WATCHES);
      await tx.upsert(AdvisorWatch, { ...key, createdAt: tx.now, expiresAt: addSeconds(tx.now, KEPT_SECONDS) }, [
        'licenseeId',
        'personId',
        'advisorId',
      ]);
      return this.view(tx);
    });
  }

  /** Not any more. Repeating it changes nothing. @throws NotFound for no advisor of this licensee */
  unwatch(ctx: Context, advisorId: string): Promise<WaitingView> {
    return this.db.transaction(ctx, async (tx) => {
      if (!(await tx.existsBy(Advisor, { licenseeId: ctx.licenseeId, id: advisorId }))) throw new NotFound();
      await tx.delete(AdvisorWatch, { licenseeId: ctx.licenseeId, personId: personOf(ctx).personId, advisorId });
      return this.view(tx);
    });
  }

  /** Asks to be called back. While one stands, asking again changes its note; one that the advisor was ready for is open again. @throws NotFound, AdvisorIsOnline, TooManyWaiting */
  ask(ctx: Context, advisorId: string, { note }: AskCallback): Promise<WaitingView> {
    const { personId } = personOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      await lockOne(tx, Person, personId);
      const advisorPersonId = await this.assertAway(tx, advisorId);
      await endTooOld(tx, personId);
      const running = await callbacksOf(tx, personId);
      const same = running.find((one) => one.advisor_id === advisorId);
      // Behind its lock: the advisor may answer at this moment.
      const standing = same && (await lockOne(tx, Callback, same.id));
      if (standing && (standing.status === 'open' || standing.status === 'ready')) {
        await this.askAgain(tx, standing, note ?? null, advisorPersonId);
        return this.view(tx);
      }
      if (running.length >= MOST_CALLBACKS) throw new TooManyWaiting(MOST_CALLBACKS);
      const id = newId();
      await tx.insert(Callback, {
        licenseeId: ctx.licenseeId,
        id,
        personId,
        advisorId,
        note: note ?? null,
        status: 'open',
        createdAt: tx.now,
        expiresAt: addSeconds(tx.now, KEPT_SECONDS),
        answeredAt: null,
      });
      await this.tellAsked(tx, { callbackId: id, personId, advisorId }, advisorPersonId);
      return this.view(tx);
    });
  }

  /** Takes a request back. @throws NotFound, CallbackClosed */
  withdraw(ctx: Context, id: string): Promise<WaitingView> {
    return this.db.transaction(ctx, async (tx) => {
      const callback = await lockOne(tx, Callback, id);
      if (callback.personId !== personOf(ctx).personId) throw new NotFound();
      await this.move(tx, callback, 'withdrawn', ['open', 'ready']);
      return this.view(tx);
    });
  }

  /** Requests that wait for the advisor behind the caller. @throws NotFound without a profile */
  asked(ctx: Context): Promise<Page<AskedCallbackView>> {
    return this.db.read(ctx, async (tx) => {
      const rows = await askedOf(tx, (await profileOf(tx, personOf(ctx).personId)).id);
      return wholeList(
        rows.map((row) => ({
          id: publicId('callback', row.id),
          caller: row.alias,
          note: row.note,
          status: row.status,
          isMuted: row.is_muted,
          createdAt: row.created_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
        })),
      );
    });
  }

  /** The advisor waits for the call: the person is told at once. @throws NotFound, CallbackClosed, NotOnline */
  ready(ctx: Context, id: string): Promise<void> {
    return this.answer(ctx, id, 'ready', CallbackReady);
  }

  /** @throws NotFound, CallbackClosed */
  decline(ctx: Context, id: string): Promise<void> {
    return this.answer(ctx, id, 'declined', CallbackDeclined);
  }

  /** The advisor is not told any more of what the person behind a request asks for. Repeating it changes nothing. @throws NotFound */
  async mute(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const pair = await this.askedOfMe(tx, id);
      await tx.upsert(CallbackMute, { ...pair, createdAt: tx.now }, ['licenseeId', 'advisorId', 'personId']);
    });
  }

  /** @throws NotFound */
  async unmute(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      await tx.delete(CallbackMute, await this.askedOfMe(tx, id));
    });
  }

  /** The advisor's row is locked here: who waits, perhaps thousands, is told in a job of its own. */
  async online(tx: Tx, advisorId: string): Promise<void> {
    if (await tx.existsBy(AdvisorWatch, { licenseeId: tx.ctx.licenseeId, advisorId }))
      await this.tellLater(tx, advisorId);
  }

  /** Tells who waits, each once: the watch is gone with it. Some at a time; the rest in the next job, or the next time when the advisor is away again. */
  @Task(WATCHERS)
  async tellWatchers(ctx: Context, { advisorId }: WatchersJob): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      if (!(await this.isOnline(tx, advisorId))) return;
      const told = await takeWatches(tx, advisorId, WATCHERS_AT_A_TIME);
      for (const { person_id: personId, is_late: isLate } of told)
        if (!isLate) await this.outbox.add(tx, WatchedAdvisorOnline, { personId, advisorId });
      if (told.length === WATCHERS_AT_A_TIME) await this.tellLater(tx, advisorId);
    });
  }

  /** They talk: nothing is left to be called back for. What was asked after the call began is another matter. */
  @Handles(CallStarted, 'notifications.callback_done')
  async called(ctx: Context, { data, occurredAt }: Told<typeof CallStarted>): Promise<void> {
    const { callerId, advisorId } = data;
    await this.db.transaction(ctx, (tx) => endTalkedOver(tx, callerId, advisorId, new Date(occurredAt)));
  }

  /** What the one had asked of the other ends, and neither is told. What was asked after it is out of the advisor's sight already. */
  @Handles(ContactBlocked, 'notifications.contact_blocked')
  async contactBlocked(ctx: Context, { data, occurredAt }: Told<typeof ContactBlocked>): Promise<void> {
    const { personId, advisorId, by } = data;
    const status = by === 'user' ? 'withdrawn' : 'declined';
    await this.db.transaction(ctx, (tx) => endBlocked(tx, { personId, advisorId }, status, new Date(occurredAt)));
  }

  private async askAgain(
    tx: Tx,
    { id, status, personId, advisorId }: Callback,
    note: string | null,
    advisorPersonId: string | null,
  ): Promise<void> {
    const key = { licenseeId: tx.ctx.licenseeId, id };
    if (status === 'open') {
      await tx.update(Callback, key, { note });
      return;
    }
    const expiresAt = addSeconds(tx.now, KEPT_SECONDS);
    await tx.update(Callback, key, { note, status: 'open', createdAt: tx.now, expiresAt, answeredAt: null });
    await this.tellAsked(tx, { callbackId: id, personId, advisorId }, advisorPersonId);
  }

  private async tellAsked(
    tx: Tx,
    asked: { callbackId: string; personId: string; advisorId: string },
    advisorPersonId: string | null,
  ): Promise<void> {
    if (advisorPersonId !== null) await this.outbox.add(tx, CallbackAsked, { ...asked, advisorPersonId });
  }

  private async answer(
    ctx: Context,
    id: string,
    status: 'ready' | 'declined',
    event: typeof CallbackReady,
  ): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const { id: own } = await profileOf(tx, personOf(ctx).personId);
      const callback = await lockOne(tx, Callback, id);
      const { personId, advisorId } = callback;
      if (advisorId !== own) throw new NotFound();
      if (await this.blocks.isBlocked(tx, { advisorId, personId })) throw new CallbackClosed();
      if (callback.status === status) return;
      await this.move(tx, callback, status, status === 'ready' ? ['open'] : ['open', 'ready']);
      if (status === 'ready' && !(await this.isOnline(tx, advisorId))) throw new NotOnline();
      await this.outbox.add(tx, event, {
        callbackId: id,
        personId,
        advisorId,
        advisorPersonId: personOf(ctx).personId,
      });
    });
  }

  /** The two of a request to the advisor behind the caller, whatever became of it. @throws NotFound */
  private async askedOfMe(tx: Tx, id: string): Promise<Pick<CallbackMute, 'licenseeId' | 'advisorId' | 'personId'>> {
    const { licenseeId } = tx.ctx;
    const { id: advisorId } = await profileOf(tx, personOf(tx.ctx).personId);
    const callback = await tx.findOneBy(Callback, { licenseeId, id, advisorId });
    if (!callback) throw new NotFound();
    return { licenseeId, advisorId, personId: callback.personId };
  }

  private async move(
    tx: Tx,
    callback: Callback,
    status: Callback['status'],
    from: readonly Callback['status'][],
  ): Promise<void> {
    if (!from.includes(callback.status) || callback.expiresAt <= tx.now) throw new CallbackClosed();
    await tx.update(Callback, { licenseeId: tx.ctx.licenseeId, id: callback.id }, { status, answeredAt: tx.now });
  }

  private async isOnline(tx: Tx, advisorId: string): Promise<boolean> {
    try {
      return (await this.advisors.liveStatus(tx, advisorId)).status === 'online';
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  private tellLater(tx: Tx, advisorId: string): Promise<void> {
    return this.jobs.add(tx, WATCHERS, { advisorId } satisfies WatchersJob, { key: `watchers:${advisorId}` });
  }

  /**
   * The advisor exists for callers and cannot be called now, at least not by the caller. Behind the lock of the advisor's row, as {@link online} is: whoever goes online at this moment either
   * is seen here or sees who waits.
   * @returns the person to be told; null where one of the two has blocked the other
   * @throws NotFound, AdvisorIsOnline
   */
  private async assertAway(tx: Tx, advisorId: string): Promise<string | null> {
    await lockOne(tx, Advisor, advisorId);
    const { personId, status } = await this.advisors.liveStatus(tx, advisorId);
    if (await this.blocks.isBlocked(tx, { advisorId, personId: personOf(tx.ctx).personId })) return null;
    if (status === 'online') throw new AdvisorIsOnline();
    return personId;
  }

  private async view(tx: Tx): Promise<WaitingView> {
    const { personId } = personOf(tx.ctx);
    const watches = await watchesOf(tx, personId);
    const callbacks = await callbacksOf(tx, personId);
    return {
      watches: watches.map((row) => ({
        advisorId: publicId('advisor', row.advisor_id),
        advisorName: row.advisor_name,
        expiresAt: row.expires_at.toISOString(),
      })),
      callbacks: callbacks.map((row): CallbackView => ({
        id: publicId('callback', row.id),
        advisorId: publicId('advisor', row.advisor_id),
        advisorName: row.advisor_name,
        note: row.note,
        status: row.status,
        createdAt: row.created_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
      })),
    };
  }
}
