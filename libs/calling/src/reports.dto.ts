import { Choice, PageQuery, Shown, Text } from '@app/kernel';

export const REPORT_KINDS = ['sound', 'billing', 'conduct', 'other'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export class ReportCall {
  @Choice({ description: 'What it is about', of: REPORT_KINDS }) kind: ReportKind;
  @Text({ description: 'What happened', max: 2000, example: 'I could not hear the advisor for two minutes.' })
  text: string;
}

export class ReportView {
  @Shown('Id') id: string;
  @Shown('Call') callId: string;
  @Shown('What it is about', { type: String, enum: [...REPORT_KINDS] }) kind: ReportKind;
  @Shown('What happened') text: string;
  @Shown('open or closed', { type: String, enum: ['open', 'closed'] }) state: 'open' | 'closed';
  @Shown('When it was sent', { format: 'date-time' }) createdAt: string;
}

/** What staff see as well. */
export class StaffReportView extends ReportView {
  @Shown('Side of the call that reports', { type: String, enum: ['caller', 'advisor'] }) side: 'caller' | 'advisor';
  @Shown('Who reports') reporterId: string;
  @Shown("The reporter's name") reporterName: string;
  @Shown('Advisor of the call') advisorId: string;
  @Shown("The advisor's name") advisorName: string;
  @Shown('What was done about it', { type: String, nullable: true }) resolution: string | null;
  @Shown('Who closed it', { type: String, nullable: true }) closedByName: string | null;
  @Shown('When it was closed', { type: String, format: 'date-time', nullable: true }) closedAt: string | null;
}

export class ReportsQuery extends PageQuery {
  @Choice({ description: 'Only open or only closed ones', of: ['open', 'closed'], optional: true })
  state?: 'open' | 'closed';
}

export class StaffReportList {
  @Shown('Always list') object: 'list';
  @Shown('Newest first', { type: [StaffReportView] }) data: StaffReportView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

export class CloseReport {
  @Text({ description: 'What was done about it; kept for the audit', max: 2000, example: 'Refunded two minutes.' })
  resolution: string;
}
