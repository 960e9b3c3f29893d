import { Choice, Flag, ListEnvelope, PageQuery, Shown, Text } from '@app/kernel';
import { RATING_PARTS, REMOVAL_REASONS, type RatingPart, type RemovalReason } from './ratings.dto.js';

/** What may be wrong with a call. */
export const REPORT_KINDS = ['sound', 'billing', 'conduct', 'other'] as const;
/** What may be wrong with words that everybody reads, or with who wrote them. */
export const CONTENT_KINDS = [...REMOVAL_REASONS, 'conduct', 'other'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number] | (typeof CONTENT_KINDS)[number];
const ALL_KINDS = [...new Set<ReportKind>([...REPORT_KINDS, ...CONTENT_KINDS])];

export const REPORT_SUBJECTS = ['call', 'rating', 'person'] as const;
export type ReportSubject = (typeof REPORT_SUBJECTS)[number];

/** What staff make of a report. noted: dealt with in another way, which the resolution tells. */
export const DECISIONS = ['noted', 'dismissed', 'removed', 'warned', 'suspended'] as const;
export type Decision = (typeof DECISIONS)[number];

const link = (description: string): PropertyDecorator => Shown(description, { type: String, nullable: true });

export class ReportCall {
  @Choice({ description: 'What it is about', of: REPORT_KINDS }) kind: (typeof REPORT_KINDS)[number];
  @Text({ description: 'What happened', max: 2000, example: 'I could not hear the advisor for two minutes.' })
  text: string;
}

export class ReportContent {
  @Choice({ description: 'What is wrong', of: CONTENT_KINDS }) kind: (typeof CONTENT_KINDS)[number];
  @Text({ description: 'Where the fault is', max: 2000, example: 'It names my employer.' }) text: string;
}

export class ReportRating extends ReportContent {
  @Choice({
    description: "Whose words: the caller's rating, or the advisor's reply to it",
    of: RATING_PARTS,
    optional: true,
  })
  part: RatingPart = 'rating';
}

export class ReportView {
  @Shown('Id') id: string;
  @Shown('What is reported', { type: String, enum: [...REPORT_SUBJECTS] }) subject: ReportSubject;
  @link('Call; null where something else is reported') callId: string | null;
  @Shown('What it is about', { type: String, enum: ALL_KINDS }) kind: ReportKind;
  @Shown('What happened') text: string;
  @Shown('open or closed', { type: String, enum: ['open', 'closed'] }) state: 'open' | 'closed';
  @Shown('When it was sent', { format: 'date-time' }) createdAt: string;
}

/** A rating as it stands: staff read what was removed, too. */
export class ReportedRatingView {
  @Shown('Rating') id: string;
  @Shown('1 to 5', { type: 'integer' }) stars: number;
  @link("In the author's own words") text: string | null;
  @link("The advisor's reply") reply: string | null;
  @Shown('What is reported: the rating, or the reply', { type: String, enum: [...RATING_PARTS] }) part: RatingPart;
  @Shown('Whether visitors read what is reported') isShown: boolean;
}

/** What staff see as well. */
export class StaffReportView extends ReportView {
  @Shown('Side of who reports', { type: String, enum: ['caller', 'advisor'] }) side: 'caller' | 'advisor';
  @Shown('Who reports') reporterId: string;
  @Shown("The reporter's name") reporterName: string;
  @Shown('Advisor of the call or of the rating, or who is reported') advisorId: string;
  @Shown("The advisor's name") advisorName: string;
  @Shown('Whom a warning or a suspension would meet: the other side, or the author of what is reported')
  concernedId: string;
  @Shown('Their name') concernedName: string;
  @Shown('Whether they are kept out already') isConcernedFrozen: boolean;
  @Shown('The rating; null where something else is reported', { type: ReportedRatingView, nullable: true })
  rating: ReportedRatingView | null;
  @link('Who of the staff looks after it') assigneeId: string | null;
  @link('Their name') assigneeName: string | null;
  @Shown('What staff made of it', { type: String, enum: [...DECISIONS], nullable: true }) decision: Decision | null;
  @Shown('Reason of a removal', { type: String, enum: [...REMOVAL_REASONS], nullable: true })
  removalReason: RemovalReason | null;
  @link('What was done about it') resolution: string | null;
  @link('Who closed it') closedByName: string | null;
  @Shown('When it was closed', { type: String, format: 'date-time', nullable: true }) closedAt: string | null;
}

export class ReportsQuery extends PageQuery {
  @Choice({ description: 'Only open or only closed ones', of: ['open', 'closed'], optional: true })
  state?: 'open' | 'closed';
  @Choice({ description: 'Only about these', of: REPORT_SUBJECTS, optional: true }) subject?: ReportSubject;
  @Choice({ description: 'Only those that you, or that nobody looks after', of: ['me', 'nobody'], optional: true })
  assignee?: 'me' | 'nobody';
}

export class StaffReportList extends ListEnvelope {
  @Shown('Newest first', { type: [StaffReportView] }) data: StaffReportView[];
}

export class AssignReport {
  @Flag({ description: 'Take it from who has it', optional: true }) takeOver?: boolean;
}

export class CloseReport {
  @Choice({
    description:
      'noted: done in another way. removed: the reported rating or reply, for a reason of the list. warned, suspended: the person',
    of: DECISIONS,
    optional: true,
  })
  decision: Decision = 'noted';
  @Text({ description: 'What was done about it; kept for the audit', max: 2000, example: 'Refunded two minutes.' })
  resolution: string;
  @Choice({ description: 'Needed to remove a rating or a reply', of: REMOVAL_REASONS, optional: true })
  removalReason?: RemovalReason;
  @Text({
    description:
      'Words of yours to the person: needed to warn; a removal or a suspension may have some. They are told by mail and on their page',
    max: 1000,
    optional: true,
  })
  notice?: string;
}

export class WarningView {
  @Shown('What staff say') notice: string;
  @Shown('When', { format: 'date-time' }) createdAt: string;
}

export class WarningList extends ListEnvelope {
  @Shown('Newest first', { type: [WarningView] }) data: WarningView[];
}
