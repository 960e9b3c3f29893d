import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { VOLUME_ALERTS } from '@app/billing';
import { Shown, Whole } from '@app/kernel';
import { StoredValueCeilings } from '@app/licensees';
import { LicenceReason } from '../licence/licence.dto.js';

const MAX_MINOR = 1_000_000_000;

const Ceiling = (of: string): PropertyDecorator =>
  applyDecorators(
    Whole({ description: `${of}, in minor units; null = no maximum`, min: 1, max: MAX_MINOR, nullable: true }),
    ApiProperty({ type: 'integer', nullable: true }),
  );
const Amount = (of: string): PropertyDecorator => Shown(`${of}, in minor units`, { type: 'integer' });

/** What the operator lets a licensee set at most: the whole set, and why it changes. */
export class SetStoredValueCeilings extends LicenceReason {
  @Ceiling('Of the greatest top-up') topUpMaxMinor: number | null;
  @Ceiling('Of the greatest balance') maxBalanceMinor: number | null;
  @Ceiling('Of what one user may top up in a day') topUpDayMaxMinor: number | null;
  @Ceiling('Of what one user may top up in twelve months') topUpYearMaxMinor: number | null;
}

export class CapsInForceView {
  @Amount('Of one top-up') singleMinor: number;
  @Amount('Of the balance of a wallet') balanceMinor: number;
  @Amount('Of what one user may top up in a day') dayMinor: number;
  @Amount('Of what one user may top up in twelve months') yearMinor: number;
}

export class UnratedVolumeView {
  @Shown('ISO 4217') currency: string;
  @Amount('Topped up in it') amountMinor: number;
}

/** Paid top-ups of the last twelve months at the issuer: above EUR 1,000,000 the authority is told (Directive 2015/2366, Article 37(2)). */
export class IssuerVolumeView {
  @Amount('What was topped up in twelve months, in euro cents: that is') euroMinor: number;
  @Amount('From when the authority is told, in euro cents: that is') limitMinor: number;
  @Shown('The part of it that is reached, of those that are told; null = none', {
    type: 'integer',
    enum: [...VOLUME_ALERTS],
    nullable: true,
  })
  reachedPercent: number | null;
  @Shown('Currencies that Stripe has not exchanged for euro yet: not in the sum', { type: () => [UnratedVolumeView] })
  unrated: UnratedVolumeView[];
  @Shown('Counted up to then; null = nothing was topped up yet', { type: String, format: 'date-time', nullable: true })
  countedAt: string | null;
}

export class StoredValueView {
  @Shown('ISO 4217; the caps are in its minor units') currency: string;
  @Shown('Company that issues the balance of users: the seller of record') issuer: string;
  @Shown('Caps in force', { type: () => CapsInForceView }) caps: CapsInForceView;
  @Shown('What the operator lets the licensee set at most', { type: () => StoredValueCeilings })
  ceilings: StoredValueCeilings;
  @Shown('The operator is the issuer: all licensees whose calls it sells count together') isOperator: boolean;
  @Shown('Top-ups of twelve months at the issuer; null for a licensee whose issuer is the operator', {
    type: () => IssuerVolumeView,
    nullable: true,
  })
  volume: IssuerVolumeView | null;
}
