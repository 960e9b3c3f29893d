import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Page,
  type Tx,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  rowsOf,
} from '@app/kernel';
import { Person } from '@app/identity';
import { Device, FCM_KINDS, type PushKind } from './device.entity.js';
import type { DeviceView, RegisterDevice, WebPushKey } from './devices.dto.js';
import type { PushTarget } from './push.js';
import { readSubscription, writeSubscription } from './web-push.js';
import { WebPush } from './web-push.adapter.js';

const MAX_LIVE = 10;

/** A device and where to push to it. */
export interface ReachableDevice {
  readonly id: string;
  readonly personId: string;
  readonly target: PushTarget;
}

/** Which devices a person can be reached on [C10]. */
@Injectable()
export class DevicesService {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'APNS_KEY' | 'WEB_PUSH_KEY'>,
    private readonly db: Db,
    private readonly webPush: WebPush,
  ) {}

  /**
   * Registers a device, or refreshes the one with the same push value. A push value belongs to one person: when somebody else signs in on the phone it moves,
   * so that it never rings for the person before. The oldest device gives way to an eleventh.
   * @throws InvalidRequest when kind and platform do not fit, or the push value is none of its kind
   */
  async register(ctx: Context, input: RegisterDevice): Promise<DeviceView> {
    refuseMisfit(input);
    const pushValue = this.valueOf(input);
    const { personId } = personOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      await lockOne(tx, Person, personId); // counts right when two devices come at once
      const [row] = await rowsOf<{ id: string }>(
        tx,
        `insert into app.device as d (licensee_id, id, person_id, platform, push_kind, push_value, model, os_version, app_version, created_at, last_seen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict (licensee_id, push_kind, md5(push_value)) where revoked_at is null do update
            set person_id = excluded.person_id, platform = excluded.platform, push_value = excluded.push_value, model = coalesce(excluded.model, d.model),
                os_version = coalesce(excluded.os_version, d.os_version), app_version = coalesce(excluded.app_version, d.app_version), last_seen_at = excluded.last_seen_at,
                -- A proof is of one person's app: who gets the phone proves it anew.
                proved_at = case when d.person_id = excluded.person_id then d.proved_at end,
                test_nonce = case when d.person_id = excluded.person_id then d.test_nonce end,
                test_sent_at = case when d.person_id = excluded.person_id then d.test_sent_at end
         returning id`,
        [
          ctx.licenseeId,
          newId(),
          personId,
          input.platform,
          input.pushKind,
          pushValue,
          input.model ?? null,
          input.osVersion ?? null,
          input.appVersion ?? null,
          tx.now,
        ],
      );
      const devices = await this.liveOf(tx, personId);
      const surplus = devices.filter((device) => device.id !== row!.id).slice(MAX_LIVE - 1);
      if (surplus.length > 0) {
        await tx.update(
          Device,
          { licenseeId: ctx.licenseeId, id: In(surplus.map((device) => device.id)) },
          { revokedAt: tx.now, revokedReason: 'replaced' },
        );
      }
      return deviceView(devices.find((device) => device.id === row!.id)!);
    });
  }

  /** The caller's live devices, last seen first. */
  async list(ctx: Context): Promise<Page<DeviceView>> {
    const devices = await this.db.read(ctx, (tx) => this.liveOf(tx, personOf(ctx).personId));
    return page(devices, MAX_LIVE, (device) => [device.id], deviceView);
  }

  /** @throws NotFound for a device that is not the caller's, as for none. */
  async revoke(ctx: Context, id: string): Promise<void> {
    const { affected } = await this.db.transaction(ctx, (tx) =>
      tx.update(
        Device,
        { licenseeId: ctx.licenseeId, id, personId: personOf(ctx).personId, revokedAt: IsNull() },
        { revokedAt: tx.now, revokedReason: 'person' },
      ),
    );
    if (affected !== 1) throw new NotFound();
  }

  /** What a page of the console subscribes to pushes with. */
  webPushKey(): WebPushKey {
    return { key: this.webPush.publicKey };
  }

  /** Ids of a person's live devices that can be pushed to. VoIP is for rings alone: an iPhone has to show a call for each of them. */
  async reachableOf(tx: Tx, personId: string, what: 'ring' | 'message'): Promise<string[]> {
    const kinds: PushKind[] = [...FCM_KINDS];
    if (this.config.WEB_PUSH_KEY !== '') kinds.push('web_subscription');
    if (what === 'ring' && this.config.APNS_KEY !== '') kinds.push('apns_voip');
    const devices = await tx.find(Device, {
      where: { licenseeId: tx.ctx.licenseeId, personId, revokedAt: IsNull(), pushKind: In(kinds) },
      select: { id: true },
    });
    return devices.map((device) => device.id);
  }

  /** The device with its push address, or undefined when it is not live any more. */
  async reach(tx: Tx, id: string): Promise<ReachableDevice | undefined> {
    const device = await tx
      .createQueryBuilder(Device, 'd')
      .addSelect('d.pushValue')
      .where('d.licenseeId = :licenseeId and d.id = :id and d.revokedAt is null', { licenseeId: tx.ctx.licenseeId, id })
      .getOne();
    return device
      ? { id, personId: device.personId, target: { kind: device.pushKind, value: device.pushValue } }
      : undefined;
  }

  /** The push service does not know the device any more [O1]. */
  async bury(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, (tx) =>
      tx.update(
        Device,
        { licenseeId: ctx.licenseeId, id, revokedAt: IsNull() },
        { revokedAt: tx.now, revokedReason: 'dead_token' },
      ),
    );
  }

  /** A browser that subscribes with the same address again is the same device, however its JSON is written. */
  private valueOf({ pushKind, pushValue }: RegisterDevice): string {
    if (pushKind !== 'web_subscription') return pushValue;
    const subscription = this.config.WEB_PUSH_KEY === '' ? undefined : readSubscription(pushValue);
    if (!subscription)
      throw new InvalidRequest([{ pointer: '/pushValue', detail: 'is no subscription of a push service that we use' }]);
    return writeSubscription(subscription);
  }

  private liveOf(tx: Tx, personId: string): Promise<Device[]> {
    return tx.find(Device, {
      where: { licenseeId: tx.ctx.licenseeId, personId, revokedAt: IsNull() },
      order: { lastSeenAt: 'DESC', id: 'DESC' },
    });
  }
}

function refuseMisfit({ platform, pushKind }: RegisterDevice): void {
  if (pushKind === 'apns_voip' && platform !== 'ios')
    throw new InvalidRequest([{ pointer: '/pushKind', detail: 'apns_voip is for platform ios' }]);
  if ((pushKind === 'webpush' || pushKind === 'web_subscription') && platform !== 'web')
    throw new InvalidRequest([{ pointer: '/pushKind', detail: `${pushKind} is for platform web` }]);
}

export const deviceView = (device: Device): DeviceView => ({
  id: publicId('device', device.id),
  platform: device.platform,
  pushKind: device.pushKind,
  model: device.model,
  osVersion: device.osVersion,
  appVersion: device.appVersion,
  createdAt: device.createdAt.toISOString(),
  lastSeenAt: device.lastSeenAt.toISOString(),
  provedAt: device.provedAt?.toISOString() ?? null,
});
