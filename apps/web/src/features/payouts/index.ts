export { ACCOUNT_STATES, STANDING_TONE, standingOf } from './account-state.ts';
export { DebtsTable, type PayeeDebt } from './debts-table.tsx';
export { useFailureText } from './failures.ts';
export { PayoutAccountCard, type Returned, returnedOf } from './payout-account.tsx';
export { PAYOUT_STATES, day } from './payout-state.tsx';
export { UnreturnedList } from './unreturned-list.tsx';
export { PayoutsTable } from './payouts-table.tsx';
export { RequirementList } from './requirements.tsx';
export { type Payout, type PayoutAccount, forgetAccount, isMoving, useCallsWait, usePayoutAccount } from './queries.ts';
