import { Shown } from '@app/kernel';

export const TIMELINE_KINDS = [
  'requested',
  'ring',
  'rung',
  'heard',
  'accepted',
  'joined',
  'left',
  'media_active',
  'paused',
  'resumed',
  'extended',
  'warned',
  'ended',
  'settled',
  'refunded',
  'reported',
  'complaint',
  'audit',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

export class TimelineEntryView {
  @Shown('When', { format: 'date-time' }) at: string;
  @Shown('What', { type: String, enum: [...TIMELINE_KINDS] }) kind: TimelineKind;
  @Shown('In one plain sentence') text: string;
  @Shown('Figures and ids behind it: ids lead to the ledger, the refund, the report; amounts in minor units', {
    type: 'object',
    additionalProperties: true,
  })
  data: Record<string, unknown>;
}

export class TimelineView {
  @Shown('Call') callId: string;
  @Shown('ISO 4217 code of the amounts') currency: string;
  @Shown('From the request to the last act, in the order of time', { type: [TimelineEntryView] })
  entries: TimelineEntryView[];
}
