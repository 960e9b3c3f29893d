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
import { DevicesService, type ReachableDevice } from './devices.service.js';
import { Push, type PushMessage } from './push.js';
import { cancelMessage, ringMessage } from './push-message.js';
import { ringsUntil } from './ring.queries.js';

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;

/** One push to one device. A type alias, so that it counts as a job's plain payload. */
type PushJob = {
  readonly deviceId: string;
  /** The device may have moved to somebody else since. */
  readonly personId: string;
  readonly callId: string;
} & ({ readonly kind: 'ring' } | { readonly kind: 'cancel'; readonly why: string; readonly stoppedAt: string });

const TASK = 'notifications.push';
/** For failures of ours; what FCM wants repeated is scheduled anew. */
const MAX_ATTEMPTS = 5;

/** Rings the advisor's devices and makes them stop; the live events do the same for open screens [F3]. */
@Injectable()
export class RingJobs {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly devices: DevicesService,
    private readonly push: Push,
  ) {}

  @Handles(CallRequested, 'notifications.ring')
  async ring(ctx: Context, { data }: Told<typeof CallRequested>): Promise<void> {
    await this.toEachDevice(ctx, data.advisorPersonId, { kind: 'ring', callId: data.callId });
  }

  @Handles(CallRingStopped, 'notifications.cancel_ring')
  async cancelRing(ctx: Context, { data, occurredAt }: Told<typeof CallRingStopped>): Promise<void> {
    await this.toEachDevice(ctx, data.advisorPersonId, {
      kind: 'cancel',
      callId: data.callId,
      why: data.why,
      stoppedAt: occurredAt,
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
    if (outcome.kind === 'dead') await this.devices.bury(ctx, device.id);
    if (outcome.kind === 'retry') await this.again(ctx, job, message, outcome.afterSeconds);
    if (outcome.kind === 'rejected')
      log.error({ callId: job.callId, deviceId: device.id, code: outcome.code }, 'a push was refused');
  }

  /** One job per device, so that a slow or dead one does not hold up the others and each is repeated alone. */
  private async toEachDevice(
    ctx: Context,
    personId: string,
    what: { kind: 'ring'; callId: string } | { kind: 'cancel'; callId: string; why: string; stoppedAt: string },
  ): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      for (const deviceId of await this.devices.reachableOf(tx, personId, what.kind === 'ring' ? 'ring' : 'message'))
        await this.add(tx, { ...what, deviceId, personId });
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
    const expiresAt = await ringsUntil(tx, job.callId);
    return expiresAt && ringMessage(job.callId, expiresAt, tx.now);
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
      key: `push:${job.kind}:${job.callId}:${job.deviceId}`,
      maxAttempts: MAX_ATTEMPTS,
      ...(runAt && { runAt }),
    });
  }
}
