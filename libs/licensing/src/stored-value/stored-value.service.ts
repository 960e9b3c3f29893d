import { Injectable } from '@nestjs/common';
import { type IssuerVolume, IssuerVolumes, NOTIFIED_FROM_EURO, StoredValueIssuer, volumeAlertOf } from '@app/billing';
import { type Context, Db, InvalidRequest, type Tx, recordOperatorAudit, toJsonMinor } from '@app/kernel';
import { LicenseesService, ceilingValues, storedValueCaps } from '@app/licensees';
import { subjectOf } from '../licence/licences.service.js';
import type { IssuerVolumeView, SetStoredValueCeilings, StoredValueView } from './stored-value.dto.js';

/** Stored value of one licensee: who issues it, what users may put into it, and what the operator lets the licensee set [D22]. */
@Injectable()
export class StoredValueService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly issuer: StoredValueIssuer,
    private readonly volumes: IssuerVolumes,
  ) {}

  /** Of the tenant of the context. It is not told what others take in: where the operator issues, the sum is the operator's. */
  async show(ctx: Context): Promise<StoredValueView> {
    await this.issuer.ready();
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** Of one licensee. @throws NotFound */
  async showOf(ctx: Context, licenseeId: string): Promise<StoredValueView> {
    await this.issuer.ready();
    const view = await this.db.read(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      return this.view(tx);
    });
    return view.isOperator ? { ...view, volume: volumeView(await this.volumes.ofOperator()) } : view;
  }

  /** From the next top-up on; what the licensee has set stays, and the lower of both counts. @throws NotFound, InvalidRequest where no top-up would be possible */
  async setCeilings(
    ctx: Context,
    licenseeId: string,
    { reason, ...input }: SetStoredValueCeilings,
  ): Promise<StoredValueView> {
    await this.issuer.ready();
    await this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      const terms = await this.licensees.termsOf(tx);
      const tooLow = Object.entries(input).filter(([, value]) => value !== null && BigInt(value) < terms.topUpMinMinor);
      if (tooLow.length > 0)
        throw new InvalidRequest(
          tooLow.map(([name, value]) => ({
            pointer: `/${name}`,
            detail: `the most (${value}) is below the least top-up of the licensee (${terms.topUpMinMinor})`,
          })),
        );
      const before = ceilingValues(terms);
      const minor = (value: number | null): bigint | null => (value === null ? null : BigInt(value));
      await this.licensees.setCeilings(tx, {
        topUpMaxMinor: minor(input.topUpMaxMinor),
        maxBalanceMinor: minor(input.maxBalanceMinor),
        topUpDayMaxMinor: minor(input.topUpDayMaxMinor),
        topUpYearMaxMinor: minor(input.topUpYearMaxMinor),
      });
      const after = await this.view(tx);
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'stored_value.ceilings_changed',
        subject: subjectOf(tx),
        before: { ...before },
        after: { ...after.ceilings },
        reason,
      });
    });
    return this.showOf(ctx, licenseeId);
  }

  private async view(tx: Tx): Promise<StoredValueView> {
    const issuerId = await this.issuer.idOf(tx);
    const isOperator = issuerId !== tx.ctx.licenseeId;
    const terms = await this.licensees.termsOf(tx);
    const caps = storedValueCaps(terms);
    return {
      currency: await this.licensees.currencyOf(tx),
      issuer: await this.issuer.nameOf(tx),
      caps: {
        singleMinor: toJsonMinor(caps.single),
        balanceMinor: toJsonMinor(caps.balance),
        dayMinor: toJsonMinor(caps.day),
        yearMinor: toJsonMinor(caps.year),
      },
      ceilings: ceilingValues(terms),
      isOperator,
      volume: isOperator ? null : volumeView(await this.volumes.own(tx)),
    };
  }
}

const volumeView = (volume: IssuerVolume | undefined): IssuerVolumeView => ({
  euroMinor: toJsonMinor(volume?.euro ?? 0n),
  limitMinor: toJsonMinor(NOTIFIED_FROM_EURO),
  reachedPercent: volumeAlertOf(volume?.euro ?? 0n),
  unrated: (volume?.unrated ?? []).map(({ currency, amount }) => ({ currency, amountMinor: toJsonMinor(amount) })),
  countedAt: volume?.countedAt.toISOString() ?? null,
});
