import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Jobs,
  Live,
  NotFound,
  Task,
  type Tx,
  addSeconds,
  counters,
  lockOne,
  log,
  personOf,
  publicId,
} from '@app/kernel';
import { Device } from './device.entity.js';
import type { AcknowledgeTest, DeviceView, TestSent } from './devices.dto.js';
import { DeviceNotTestable, TestPushNotPending } from './devices.problems.js';
import { DevicesService, deviceView } from './devices.service.js';
import { Push } from './push.js';
import { testMessage } from './push-message.js';

/** A test that takes longer says that a ring would come too late. */
const ANSWER_SECONDS = 120;
const TASK = 'notifications.test_push';

/** The nonce stays in the row: a newer test replaces it, and what lies in the queue is no secret. */
type TestJob = { readonly deviceId: string; readonly personId: string; readonly sentAt: string };

/** Proves that pushes reach a device: it sends back what only the push has told it (experience.md A1). */
@Injectable()
export class DeviceTestsService {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly live: Live,
    private readonly devices: DevicesService,
    private readonly push: Push,
  ) {}

  /** Sends a test push to a device of the caller; a newer one replaces it. @throws NotFound, DeviceNotTestable */
  send(ctx: Context, id: string): Promise<TestSent> {
    return this.db.transaction(ctx, async (tx) => {
      const device = await this.own(tx, id);
      if (device.pushKind === 'apns_voip') throw new DeviceNotTestable();
      await tx.update(
        Device,
        { licenseeId: ctx.licenseeId, id },
        { testNonce: randomBytes(16).toString('base64url'), testSentAt: tx.now },
      );
      await this.add(tx, { deviceId: id, personId: device.personId, sentAt: tx.now.toISOString() });
      return { answerBy: addSeconds(tx.now, ANSWER_SECONDS).toISOString() };
    });
  }

  /** The push came. Repeating it changes nothing. @throws NotFound, TestPushNotPending */
  acknowledge(ctx: Context, id: string, { nonce }: AcknowledgeTest): Promise<DeviceView> {
    return this.db.transaction(ctx, async (tx) => {
      const device = await this.own(tx, id);
      const sent = await this.testOf(tx, id);
      if (sent?.nonce !== nonce || addSeconds(sent.at, ANSWER_SECONDS) < tx.now) throw new TestPushNotPending();
      if (device.provedAt === null || device.provedAt < sent.at) {
        device.provedAt = tx.now;
        await tx.update(Device, { licenseeId: ctx.licenseeId, id }, { provedAt: tx.now });
        await this.live.tell(tx, [device.personId], 'device.proved', {
          id: publicId('device', id),
          provedAt: tx.now.toISOString(),
        });
      }
      return deviceView(device);
    });
  }

  @Task(TASK)
  async deliver(ctx: Context, job: TestJob): Promise<void> {
    const ready = await this.db.read(ctx, async (tx) => {
      const device = await this.devices.reach(tx, job.deviceId);
      const sent = await this.testOf(tx, job.deviceId);
      // Moved, revoked, or tested anew since: nobody waits for this one.
      if (device?.personId !== job.personId || sent?.at.toISOString() !== job.sentAt) return undefined;
      const message = testMessage(device.id, sent.nonce, addSeconds(sent.at, ANSWER_SECONDS), tx.now);
      return message && { device, message };
    });
    if (!ready) {
      counters.pushes.inc({ outcome: 'stale' });
      return;
    }
    const { device, message } = ready;
    const outcome = await this.push.send(device.target, message);
    counters.pushes.inc({ outcome: outcome.kind });
    if (outcome.kind === 'dead') await this.devices.bury(ctx, device.id);
    if (outcome.kind === 'rejected') log.error({ deviceId: device.id, code: outcome.code }, 'a test push was refused');
    if (outcome.kind === 'retry')
      await this.db.transaction(ctx, async (tx) => {
        const runAt = addSeconds(tx.now, outcome.afterSeconds);
        if (runAt < message.expiresAt) await this.add(tx, job, runAt);
      });
  }

  /** A live device of the caller, locked. @throws NotFound for anybody else's, as for none. */
  private async own(tx: Tx, id: string): Promise<Device> {
    const device = await lockOne(tx, Device, id);
    if (device.personId !== personOf(tx.ctx).personId || device.revokedAt !== null) throw new NotFound();
    return device;
  }

  private async testOf(tx: Tx, id: string): Promise<{ nonce: string; at: Date } | undefined> {
    const device = await tx.findOne(Device, {
      where: { licenseeId: tx.ctx.licenseeId, id },
      select: { id: true, licenseeId: true, testNonce: true, testSentAt: true },
    });
    return device?.testNonce && device.testSentAt ? { nonce: device.testNonce, at: device.testSentAt } : undefined;
  }

  private add(tx: Tx, job: TestJob, runAt?: Date): Promise<void> {
    return this.jobs.add(tx, TASK, job, { key: `test_push:${job.deviceId}`, maxAttempts: 5, ...(runAt && { runAt }) });
  }
}
