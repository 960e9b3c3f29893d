import { notifications } from '@mantine/notifications';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { MoneyDecision } from '../parts/money-decision.tsx';
import { useRefundWallet } from './data.ts';

/** Unspent money goes back to the cards that it came from, newest payment first; the person sees the reason. */
export function RefundWalletButton({ id, wallet }: { id: string; wallet: Schemas['PersonWalletView'] }) {
  const { t } = useTranslation('money');
  const refund = useRefundWallet(id);
  const { currency, paidMinor } = wallet;
  return (
    <MoneyDecision
      button={{
        label: t('payBack.action'),
        icon: <Undo2 size={16} aria-hidden />,
        variant: 'default',
        disabled: paidMinor === 0,
      }}
      title={t('payBack.title')}
      text={t('payBack.text', { paid: money(paidMinor, currency) })}
      how={t('payBack.how')}
      ways={[
        { value: 'all', label: t('payBack.all') },
        {
          value: 'amount',
          label: t('payBack.some'),
          amount: {
            label: t('payBack.amount', { currency }),
            wrong: (minor) => ((minor ?? 0) > 0 ? null : t('payBack.invalid')),
          },
        },
      ]}
      currency={currency}
      reason={{
        label: t('payBack.reason'),
        description: t('payBack.reasonText'),
        empty: t('payBack.reasonNeeded'),
        max: 500,
      }}
      above={[
        {
          code: 'refund-above-refundable',
          member: 'refundableMinor',
          words: (left) => (left === 0 ? t('payBack.nothing') : t('payBack.atMost', { amount: money(left, currency) })),
        },
      ]}
      send={async ({ amountMinor, reason }) => {
        const done = await refund({ ...(amountMinor === undefined ? {} : { amountMinor }), reason });
        const message = t('payBack.done', { amount: money(done.amountMinor, done.currency) });
        notifications.show({ color: 'success', message });
        return message;
      }}
    />
  );
}
