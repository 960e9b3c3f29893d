import { Choice, Moment, Shown } from '@app/kernel';

export class ExportQuery {
  @Choice({ description: 'Form of the file', of: ['csv', 'json'], optional: true }) format: 'csv' | 'json' = 'csv';
  @Moment({ description: 'Only rows made at or after this time', optional: true }) from?: string;
  @Moment({ description: 'Only rows made before this time', optional: true }) to?: string;
}

const whole = { type: 'integer' } as const;
const wholeOrNull = { type: 'integer', nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;
const timeOrNull = { type: String, format: 'date-time', nullable: true } as const;

export class CallExportRow {
  @Shown('Call') id: string;
  @Shown('When it was requested; the period is judged by it', { format: 'date-time' }) requestedAt: string;
  @Shown('When both were first connected', timeOrNull) startedAt: string | null;
  @Shown('When it ended', timeOrNull) endedAt: string | null;
  @Shown('When it was settled', timeOrNull) settledAt: string | null;
  @Shown('Where it stands') status: string;
  @Shown('Why it ended', textOrNull) endReason: string | null;
  @Shown('voice or video') medium: string;
  @Shown('Advisor') advisorId: string;
  @Shown("The advisor's name") advisorName: string;
  @Shown('Caller') callerId: string;
  @Shown("The caller's alias") callerAlias: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Billed seconds', wholeOrNull) billedSeconds: number | null;
  @Shown('Price', wholeOrNull) priceMinor: number | null;
  @Shown("The advisor's share", wholeOrNull) advisorMinor: number | null;
  @Shown("The licensee's share", wholeOrNull) licenseeMinor: number | null;
  @Shown("The operator's share", wholeOrNull) operatorMinor: number | null;
  @Shown('Tax', wholeOrNull) taxMinor: number | null;
  @Shown('Given back', whole) refundedMinor: number;
  @Shown('Ledger transaction', textOrNull) transactionId: string | null;
}

export class PersonExportRow {
  @Shown('Person') id: string;
  @Shown('Role') role: string;
  @Shown('E-mail address') email: string;
  @Shown('Name') displayName: string;
  @Shown('Language') locale: string;
  @Shown('active, frozen or closed') status: string;
  @Shown('When the account was made; the period is judged by it', { format: 'date-time' }) createdAt: string;
}

export class AdvisorExportRow {
  @Shown('Advisor') id: string;
  @Shown('Name') displayName: string;
  @Shown('pending, active or suspended') status: string;
  @Shown('Whether the advisor takes calls now') available: boolean;
  @Shown('Price of a voice minute', wholeOrNull) voiceRateMinor: number | null;
  @Shown('Price of a video minute', wholeOrNull) videoRateMinor: number | null;
  @Shown("Own commission in basis points; null = the licensee's default", wholeOrNull) shareBp: number | null;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Charged calls settled in the period', whole) calls: number;
  @Shown('Their billed seconds', whole) billedSeconds: number;
  @Shown('Their prices', whole) grossMinor: number;
  @Shown("The advisor's shares of them, before refunds", whole) earningMinor: number;
  @Shown('Average of the stars over all time', { type: 'number', nullable: true }) ratingAverage: number | null;
  @Shown('Ratings over all time', whole) ratingCount: number;
  @Shown('When the profile was made', { format: 'date-time' }) createdAt: string;
}

export class RatingExportRow {
  @Shown('Call') callId: string;
  @Shown('Advisor') advisorId: string;
  @Shown("The advisor's name") advisorName: string;
  @Shown("The caller's alias") callerAlias: string;
  @Shown('1 to 5', whole) stars: number;
  @Shown("In the caller's own words", textOrNull) text: string | null;
  @Shown('When it was given; the period is judged by it', { format: 'date-time' }) createdAt: string;
  @Shown('When it was last changed', { format: 'date-time' }) updatedAt: string;
}

export class CallExport {
  @Shown('Always export') object: 'export';
  @Shown('Newest first', { type: [CallExportRow] }) data: CallExportRow[];
}
export class PersonExport {
  @Shown('Always export') object: 'export';
  @Shown('Newest first', { type: [PersonExportRow] }) data: PersonExportRow[];
}
export class AdvisorExport {
  @Shown('Always export') object: 'export';
  @Shown('Newest first', { type: [AdvisorExportRow] }) data: AdvisorExportRow[];
}
export class RatingExport {
  @Shown('Always export') object: 'export';
  @Shown('Newest first', { type: [RatingExportRow] }) data: RatingExportRow[];
}
