import { WithdrawalCaseDecided, WithdrawalCaseOpened, WithdrawalConfirmed } from '@app/billing';
import { type Notice, notice } from './notice.js';
import { staffOf, withdrawalOf, withdrawalReason } from './notice.queries.js';

/** What is told of withdrawals. Without a topic: the law wants the acknowledgement. Who was not signed in is told by withdrawal-mails.service.ts. */
export const WITHDRAWAL_NOTICES: Readonly<Record<string, Notice>> = {
  withdrawal_confirmed: notice(WithdrawalConfirmed, {
    template: ({ amountMinor }) => (amountMinor > 0 ? 'withdrawal_confirmed' : 'withdrawal_received'),
    class: 'service',
    to: (_, { personId }) => [personId],
    saidIn: async (tx, { withdrawalId }) => (await withdrawalOf(tx, withdrawalId)).locale,
    values: async (words, { withdrawalId, amountMinor, currency }, tx) => {
      const withdrawn = await withdrawalOf(tx, withdrawalId);
      return {
        date: words.exactMoment(withdrawn.created_at),
        content: words.withdrawn(withdrawn),
        amount: words.money(amountMinor, currency),
      };
    },
    inApp: true,
  }),
  withdrawal_decided: notice(WithdrawalCaseDecided, {
    template: 'withdrawal_decided',
    class: 'service',
    when: ({ personId }) => personId !== null,
    to: (_, { personId }) => [personId!],
    values: async (words, { withdrawalId, caseId, outcome }, tx) => ({
      date: words.exactMoment((await withdrawalOf(tx, withdrawalId)).created_at),
      outcome: words.withdrawalOutcome(outcome),
      words: await withdrawalReason(tx, caseId),
    }),
    inApp: true,
  }),
  withdrawal_waiting: notice(WithdrawalCaseOpened, {
    template: 'withdrawal_waiting',
    class: 'service',
    to: (tx) => staffOf(tx, ['owner', 'admin', 'finance']),
    path: () => '/withdrawals',
  }),
};
