export { BlockButton } from './block-button.tsx';
export { BlockedList, Warnings } from './blocked-list.tsx';
export { REMOVAL_REASONS, type RemovalReason, useKindWords } from './kinds.ts';
export { RemoveRatingButton } from './remove-rating-button.tsx';
export { ReplyButton } from './reply-button.tsx';
export { ReportButton } from './report-button.tsx';
export { RemovedHint, Reply } from './review-parts.tsx';
