import { Injectable } from '@nestjs/common';
import { type Context, Db, Jobs, Task, type Tx, addSeconds, counters, log } from '@app/kernel';
import { DevicesService } from '../devices.service.js';
import { Push } from '../push.js';
import { noticeMessage } from '../push-message.js';

const TASK = 'notifications.push_notice';
/** What is older is no news on a phone; the mail and the page have it. */
const WORTH_SECONDS = 3_600;

type NoticePush = {
  readonly deviceId: string;
  readonly personId: string;
  readonly key: string;
  readonly kind: string;
  readonly path: string | null;
  readonly until: string;
};

/** Pushes that say that there is something to read, and nothing of what. */
@Injectable()
export class NoticePushes {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly devices: DevicesService,
    private readonly push: Push,
  ) {}

  /** One job per live device of the person. */
  async tell(tx: Tx, what: Pick<NoticePush, 'key' | 'personId' | 'kind' | 'path'>): Promise<void> {
    const until = addSeconds(tx.now, WORTH_SECONDS).toISOString();
    for (const deviceId of await this.devices.reachableOf(tx, what.personId, 'message'))
      await this.add(tx, { ...what, deviceId, until });
  }

  @Task(TASK)
  async send(ctx: Context, job: NoticePush): Promise<void> {
    const ready = await this.db.read(ctx, async (tx) => {
      const device = await this.devices.reach(tx, job.deviceId);
      const message = noticeMessage(job.kind, job.path, job.key, new Date(job.until), tx.now);
      return device && message && device.personId === job.personId ? { device, message } : undefined;
    });
    if (!ready) {
      counters.pushes.inc({ outcome: 'stale' });
      return;
    }
    const outcome = await this.push.send(ready.device.target, ready.message);
    counters.pushes.inc({ outcome: outcome.kind });
    if (outcome.kind === 'dead') await this.devices.bury(ctx, job.deviceId);
    if (outcome.kind === 'rejected') log.error({ deviceId: job.deviceId, code: outcome.code }, 'a push was refused');
    if (outcome.kind === 'retry')
      await this.db.transaction(ctx, async (tx) => {
        const runAt = addSeconds(tx.now, outcome.afterSeconds);
        if (runAt < ready.message.expiresAt) await this.add(tx, job, runAt);
      });
  }

  private add(tx: Tx, job: NoticePush, runAt?: Date): Promise<void> {
    return this.jobs.add(tx, TASK, job, { key: `notice:${job.key}:${job.deviceId}`, ...(runAt && { runAt }) });
  }
}
