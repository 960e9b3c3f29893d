import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, publicId, recordOperatorAudit } from '@app/kernel';
import { Licensee, type LicenseeStatus } from './licensee.entity.js';
import { LicenseeSwitches, SWITCHES, type Switch } from './licensee-switches.entity.js';
import { LicenseesService } from './licensees.service.js';
import {
  type ChangeSwitchesRequest,
  type OperatedLicenseeResponse,
  type SuspensionRequest,
  type SwitchesResponse,
  operatedLicenseeView,
} from './suspension.dto.js';

/** What the operator closes and opens at a licensee (features.md A4, M6). `ctx` is always the operator's own. */
@Injectable()
export class SuspensionService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  /** No new call, top-up or account from the moment this commits; what runs is finished and settled. Repeating it changes nothing. @throws NotFound */
  suspend(ctx: Context, licenseeId: string, { reason }: SuspensionRequest): Promise<OperatedLicenseeResponse> {
    return this.move(ctx, licenseeId, 'active', 'suspended', reason);
  }

  /** Opens a suspended licensee again. @throws NotFound */
  resume(ctx: Context, licenseeId: string, { reason }: SuspensionRequest): Promise<OperatedLicenseeResponse> {
    return this.move(ctx, licenseeId, 'suspended', 'active', reason);
  }

  /** @throws NotFound */
  async showSwitches(ctx: Context, licenseeId: string): Promise<SwitchesResponse> {
    return this.db.read(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      return this.licensees.switchesOf(tx);
    });
  }

  /** Says what is on. @throws NotFound */
  async changeSwitches(
    ctx: Context,
    licenseeId: string,
    { reason, ...wanted }: ChangeSwitchesRequest,
  ): Promise<SwitchesResponse> {
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      const current = await this.licensees.switchesOf(tx);
      const changed = SWITCHES.filter((name) => current[name] !== wanted[name]);
      if (changed.length === 0) return current;
      await tx.upsert(LicenseeSwitches, { licenseeId, ...pick(wanted, SWITCHES), changedAt: tx.now }, ['licenseeId']);
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'licensee.switched',
        subject: { kind: 'licensee', id: publicId('licensee', licenseeId) },
        before: pick(current, changed),
        after: pick(wanted, changed),
        reason,
      });
      await this.licensees.announceSwitches(tx);
      return this.licensees.switchesOf(tx);
    });
  }

  private async move(
    ctx: Context,
    licenseeId: string,
    from: LicenseeStatus,
    to: LicenseeStatus,
    reason: string,
  ): Promise<OperatedLicenseeResponse> {
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      const { affected } = await tx.update(Licensee, { id: licenseeId, status: from }, { status: to });
      if (affected === 1) {
        await recordOperatorAudit(tx, ctx.licenseeId, {
          action: to === 'suspended' ? 'licensee.suspended' : 'licensee.resumed',
          subject: { kind: 'licensee', id: publicId('licensee', licenseeId) },
          before: { status: from },
          after: { status: to },
          reason,
        });
        await this.licensees.announceOpen(tx);
      }
      return this.view(tx);
    });
  }

  private async view(tx: Tx): Promise<OperatedLicenseeResponse> {
    return operatedLicenseeView(await this.licensees.licenseeOf(tx), await this.licensees.primaryHostOf(tx));
  }
}

const pick = (from: Readonly<Record<Switch, boolean>>, names: readonly Switch[]): Record<Switch, boolean> =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Record<Switch, boolean>;
