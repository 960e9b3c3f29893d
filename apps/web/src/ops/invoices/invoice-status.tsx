import { useTranslation } from 'react-i18next';
import { date } from '~/shared/format.ts';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import type { InvoiceStatus, OperatorInvoice } from './use-invoices.ts';

const TONES: Record<InvoiceStatus, Tone> = { open: 'busy', paid: 'good', void: 'quiet', uncollectible: 'bad' };

type Shown = Pick<OperatorInvoice, 'status' | 'disputedMinor' | 'disputeDueAt'>;

/** A paid invoice whose bank asks the money back is shown as that, with the day until which the bank can be answered. */
export function InvoiceStatusBadge({ invoice: { status, disputedMinor, disputeDueAt } }: { readonly invoice: Shown }) {
  const { t } = useTranslation('ops');
  if (disputedMinor === 0) return <StatusBadge tone={TONES[status]}>{t(`invoices.state.${status}`)}</StatusBadge>;
  return (
    <StatusBadge tone="bad">
      {disputeDueAt === null ? t('invoices.disputed') : t('invoices.disputedUntil', { date: date(disputeDueAt) })}
    </StatusBadge>
  );
}
