import { Gavel } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { MoneyDecision } from '../parts/money-decision.tsx';
import { type Complaint, useDecision } from './data.ts';

/** The end of a complaint: money back, all of it or a part, or none; with a reason that both sides read. */
export function DecideButton({ complaint }: { complaint: Complaint }) {
  const { t } = useTranslation('complaints');
  const { currency, priceMinor, refundedMinor } = complaint;
  const decide = useDecision(complaint.id);
  const leftMinor = priceMinor - refundedMinor;
  const left = money(leftMinor, currency);
  return (
    <MoneyDecision
      button={{ label: t('admin.decide'), icon: <Gavel size={16} aria-hidden /> }}
      title={t('admin.decideTitle')}
      how={t('admin.how')}
      ways={[
        { value: 'all', label: t('admin.all', { left }) },
        {
          value: 'part',
          label: t('admin.part'),
          amount: {
            label: t('admin.amount', { currency }),
            wrong: (minor = 0) => (minor > 0 && minor <= leftMinor ? null : t('admin.amountWrong', { left })),
          },
        },
        { value: 'reject', label: t('admin.reject') },
      ]}
      first="part"
      currency={currency}
      reason={{
        label: t('admin.reason'),
        description: t('admin.reasonHint'),
        empty: t('admin.reasonEmpty'),
        max: 300,
      }}
      note={{ label: t('admin.note'), description: t('admin.noteHint') }}
      send={async ({ way, amountMinor, reason, note }) => {
        const isDecided = await decide({
          decision: way === 'reject' ? 'reject' : 'refund',
          ...(way === 'reject' ? {} : { amountMinor: amountMinor ?? leftMinor }),
          reason,
          ...(note === '' ? {} : { note }),
        });
        return t(isDecided ? 'admin.decided' : 'admin.already');
      }}
    />
  );
}
