import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import type { InvoiceStatus } from './use-invoices.ts';

const TONES: Record<InvoiceStatus, Tone> = { open: 'busy', paid: 'good', void: 'quiet', uncollectible: 'bad' };

export function InvoiceStatusBadge({ status }: { status: InvoiceStatus }) {
  const { t } = useTranslation('ops');
  return <StatusBadge tone={TONES[status]}>{t(`invoices.state.${status}`)}</StatusBadge>;
}
