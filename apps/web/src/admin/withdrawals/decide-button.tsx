import { Gavel } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { editableMoney, money } from '~/shared/format.ts';
import { MoneyDecision } from '../parts/money-decision.tsx';
import { type Case, useDecision } from './data.ts';

/** The end of a case: money back to the cards, paid by another way, or none; with a reason that the person reads. */
export function DecideButton({ one }: { one: Case }) {
  const { t } = useTranslation('withdrawal');
  const decide = useDecision(one.id);
  const currency = one.withdrawal.currency ?? undefined;
  // The form proves no account: there is no wallet that money could leave.
  const hasWallet = one.personId !== null && currency !== undefined;
  const refunded = { value: 'refunded', label: t('admin.refunded') } as const;
  return (
    <MoneyDecision
      button={{ label: t('admin.decide'), icon: <Gavel size={16} aria-hidden /> }}
      title={t('admin.decideTitle')}
      how={t('admin.how')}
      ways={[
        ...(hasWallet
          ? ([
              {
                value: 'refund',
                label: t('admin.refund'),
                amount: {
                  label: t('admin.amount', { currency }),
                  wrong: (minor: number | undefined) => ((minor ?? 0) > 0 ? null : t('admin.amountWrong')),
                },
              },
              {
                ...refunded,
                description: t('admin.refundedText'),
                amount: {
                  label: t('admin.amountPaid', { currency }),
                  description: t('admin.amountPaidText'),
                  wrong: (minor: number | undefined) => (minor === undefined ? t('admin.amountWrong') : null),
                },
              },
            ] as const)
          : [{ ...refunded, description: t('admin.refundedForm') }]),
        { value: 'decline', label: t('admin.decline') },
      ]}
      currency={currency}
      amount={one.amountMinor === null ? '' : editableMoney(one.amountMinor, currency)}
      reason={{
        label: t('admin.reason'),
        description: t('admin.reasonHint'),
        empty: t('admin.reasonEmpty'),
        max: 500,
      }}
      above={[
        { code: 'refund-above-refundable', member: 'refundableMinor', words: atMost('admin.atMost') },
        { code: 'paid-above-wallet', member: 'freeMinor', words: atMost('admin.atMostLeaves') },
      ]}
      send={async ({ way, amountMinor, reason }) =>
        t(
          (await decide({ decision: way, ...(amountMinor === undefined ? {} : { amountMinor }), reason }))
            ? 'admin.decided'
            : 'admin.already',
        )
      }
    />
  );

  function atMost(words: 'admin.atMost' | 'admin.atMostLeaves') {
    return (minor: number): string => t(words, { amount: money(minor, currency) });
  }
}
