import { Choice, ListEnvelope, Shown, Text, Whole, publicId } from '@app/kernel';
import { ACCESS_STATES, type AccessState, type OperatorAccess } from './operator-access.entity.js';

export class RequestAccessRequest {
  @Text({
    description: 'Why; the licensee reads it',
    min: 10,
    max: 300,
    example: 'Ticket 4711: prices are not shown',
  })
  reason: string;

  @Whole({ description: 'How long, in minutes', min: 5, max: 60, example: 15 })
  minutes: number;
}

export class AccessOfferResponse {
  @Shown('Open it within 60 s; it works once', { example: 'https://aurora.example/admin/#access=...' })
  url: string;

  @Shown('End of the access, whatever is refreshed', { type: String, format: 'date-time' })
  expiresAt: string;
}

export class StartAccessRequest {
  @Text({
    description: 'The code behind `#access=`',
    min: 43,
    max: 43,
    pattern: /^[A-Za-z0-9_-]{43}$/,
    example: 'c29tZXRoaW5nLXRoYXQtaXMtbm8tY29kZS1vZi1vdXI',
  })
  code: string;

  @Choice({ description: 'The face that the operator works on', of: ['admin'] })
  face: 'admin';
}

/** For the banner. */
export class OperatorAccessBanner {
  @Shown('Why the operator is here')
  reason: string;

  @Shown('When the access ends', { type: String, format: 'date-time' })
  expiresAt: string;
}

export class OperatorAccessResponse {
  @Shown('Id of the access', { example: 'opa_01hx0000000000000000000000' })
  id: string;

  @Shown('Who of the operator', { example: 'Otto Operator' })
  operatorName: string;

  @Shown('Why')
  reason: string;

  @Shown('How long it was asked for', { type: 'integer', example: 15 })
  minutes: number;

  @Shown('offered: the code can still be used; unused: it was not', { type: String, enum: [...ACCESS_STATES] })
  state: AccessState;

  @Shown('When it was asked for', { type: String, format: 'date-time' })
  requestedAt: string;

  @Shown('When it began', { type: String, format: 'date-time', nullable: true })
  startedAt: string | null;

  @Shown('When it ends at the latest', { type: String, format: 'date-time' })
  expiresAt: string;

  @Shown('When it was ended', { type: String, format: 'date-time', nullable: true })
  endedAt: string | null;
}

export class OperatorAccessPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [OperatorAccessResponse] })
  data: OperatorAccessResponse[];
}

export const operatorAccessView = (access: OperatorAccess, now: Date): OperatorAccessResponse => ({
  id: publicId('operatorAccess', access.id),
  operatorName: access.operatorName,
  reason: access.reason,
  minutes: access.minutes,
  state: access.state(now),
  requestedAt: access.requestedAt.toISOString(),
  startedAt: access.startedAt?.toISOString() ?? null,
  expiresAt: access.expiresAt.toISOString(),
  endedAt: access.endedAt?.toISOString() ?? null,
});
