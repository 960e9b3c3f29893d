import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventDefinition,
  type EventEnvelope,
  Handles,
  Jobs,
  Task,
  type Tx,
  addSeconds,
  counters,
  log,
} from '@app/kernel';
import { CallRequested, CallRingStopped } from '@app/calling';
import { LicenseesService } from '@app/licensees';
import { mailLocale } from './mail/templates.js';
import { DevicesService, type ReachableDevice } from './devices.service.js';
import { Push, type PushMessage } from './push.js';
import { alertedMessage, cancelMessage, ringMessage } from './push-message.js';
import { RingLetters } from './ring-letters.service.js';
import {
  NEXT_STEP,
  type RingStep,
  addAttempt,
  attemptOf,
  channelOf,
  noteOutcome,
  readerOf,
  ringsUntil,
  wasHeard,
} from './ring.queries.js';

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;

/** One push to one device. A type alias, so that it counts as a job's plain payload. */
type PushJob = {
  readonly deviceId: string;
  /** The device may have moved to somebody else since. */
  readonly personId: string;
  readonly callId: string;
} & (
  | { readonly kind: 'ring'; readonly attemptId: string }
  | { readonly kind: 'cancel'; readonly why: string; readonly stoppedAt: string }
);

/** Nothing may have been heard of a step: then the next one follows. */
type UnheardJob = { readonly callId: string; readonly personId: string; readonly step: RingStep };

const TASK = 'notifications.push';
const UNHEARD = 'notifications.ring_unheard';
/** For failures of ours; what FCM wants repeated is scheduled anew. */
const MAX_ATTEMPTS = 5;
/** Source: features.md O4. */
const HEARD_WITHIN_SECONDS = 5;

/** Rings the advisor's devices until one says that it rings, and makes them stop; the live events do the same for open screens [F3, O4]. */
@Injectable()
export class RingJobs {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly devices: DevicesService,
    private readonly push: Push,
    private readonly licensees: LicenseesService,
    private readonly letters: RingLetters,
  ) {}

  @Handles(CallRequested, 'notifications.ring')
  async ring(ctx: Context, { data }: Told<typeof CallRequested>): Promise<void> {
    const call = { callId: data.callId, personId: data.advisorPersonId };
    await this.db.transaction(ctx, (tx) => this.take(tx, 'push', call));
  }

  @Handles(CallRingStopped, 'notifications.cancel_ring')
  async cancelRing(ctx: Context, { data, occurredAt }: Told<typeof CallRingStopped>): Promise<void> {
    const { callId, why, advisorPersonId: personId } = data;
    await this.db.transaction(ctx, async (tx) => {
      for (const deviceId of await this.devices.reachableOf(tx, personId, 'message'))
        await this.add(tx, { kind: 'cancel', callId, why, stoppedAt: occurredAt, deviceId, personId });
    });
  }

  /** Five seconds after a step: unless somebody has heard it, or it rings no more, the next one. */
  @Task(UNHEARD)
  async unheard(ctx: Context, { callId, personId, step }: UnheardJob): Promise<void> {
    const next = NEXT_STEP[step];
    if (next === undefined) return;
    await this.db.transaction(ctx, async (tx) => {
      if ((await ringsUntil(tx, callId)) === undefined || (await wasHeard(tx, callId))) return;
      await this.take(tx, next, { callId, personId });
    });
  }

  /** Reads everything again: between the event and now the call may have been taken and the device may have changed hands. */
  @Task(TASK)
  async send(ctx: Context, job: PushJob): Promise<void> {
    const ready = await this.db.read(ctx, (tx) => this.prepare(tx, job));
    if (!ready) {
      counters.pushes.inc({ outcome: 'stale' });
      return;
    }
    const { device, message } = ready;
    const outcome = await this.push.send(device.target, message);
    counters.pushes.inc({ outcome: outcome.kind });
    if (job.kind === 'ring') await this.db.transaction(ctx, (tx) => noteOutcome(tx, job.attemptId, outcome.kind));
    if (outcome.kind === 'dead') await this.devices.bury(ctx, device.id);
    if (outcome.kind === 'retry') await this.again(ctx, job, message, outcome.afterSeconds);
    if (outcome.kind === 'rejected')
      log.error({ callId: job.callId, deviceId: device.id, code: outcome.code }, 'a push was refused');
  }

  /** One job per device, so that a slow or dead one does not hold up the others and each is repeated alone. */
  private async take(tx: Tx, step: RingStep, call: Omit<UnheardJob, 'step'>): Promise<void> {
    if (step === 'mail') return this.letters.write(tx, call);
    const { callId, personId } = call;
    let sent = 0;
    for (const deviceId of await this.devices.reachableOf(tx, personId, 'ring')) {
      const device = await this.devices.reach(tx, deviceId);
      if (!device) continue;
      const token = randomBytes(16).toString('base64url');
      const attemptId = await addAttempt(tx, { callId, step, channel: channelOf(device), deviceId, token });
      // Noted before: the event was told twice.
      if (attemptId !== undefined) await this.add(tx, { kind: 'ring', callId, deviceId, personId, attemptId });
      sent++;
    }
    // Without a device there is nothing to wait for but an open screen, which has had its time.
    if (step === 'alert' && sent === 0) return this.letters.write(tx, call);
    await this.jobs.add(tx, UNHEARD, { ...call, step } satisfies UnheardJob, {
      key: `ring_unheard:${callId}:${step}`,
      runAt: addSeconds(tx.now, HEARD_WITHIN_SECONDS),
      maxAttempts: MAX_ATTEMPTS,
    });
  }

  private async prepare(tx: Tx, job: PushJob): Promise<{ device: ReachableDevice; message: PushMessage } | undefined> {
    const device = await this.devices.reach(tx, job.deviceId);
    if (!device || device.personId !== job.personId) return undefined;
    const message = await this.message(tx, job);
    return message && { device, message };
  }

  private async message(tx: Tx, job: PushJob): Promise<PushMessage | undefined> {
    if (job.kind === 'cancel') return cancelMessage(job.callId, job.why, new Date(job.stoppedAt), tx.now);
    const [attempt, expiresAt] = [await attemptOf(tx, job.attemptId), await ringsUntil(tx, job.callId)];
    const message = attempt && expiresAt && ringMessage(job.callId, expiresAt, attempt.token, tx.now);
    if (message === undefined || attempt?.step !== 'alert') return message;
    const reader = await readerOf(tx, job.personId);
    return alertedMessage(message, await this.licensees.nameOf(tx), mailLocale(reader?.locale ?? 'en'));
  }

  /** When FCM asks for, which the queue's own back-off would not know; never past the end of the ring. */
  private async again(ctx: Context, job: PushJob, message: PushMessage, afterSeconds: number): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const runAt = addSeconds(tx.now, afterSeconds);
      if (runAt < message.expiresAt) await this.add(tx, job, runAt);
      else
        log.warn(
          { callId: job.callId, deviceId: job.deviceId, afterSeconds },
          'a push was given up: the ring ends first',
        );
    });
  }

  private add(tx: Tx, job: PushJob, runAt?: Date): Promise<void> {
    return this.jobs.add(tx, TASK, job, {
      key: job.kind === 'ring' ? `push:ring:${job.attemptId}` : `push:cancel:${job.callId}:${job.deviceId}`,
      maxAttempts: MAX_ATTEMPTS,
      ...(runAt && { runAt }),
    });
  }
}
