import { Alert, Table, Text } from '@mantine/core';
import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { ErrorState, LoadingState } from '~/shared/ui/index.ts';
import { PARTIES } from './call-money.tsx';

interface RefundPreviewProps {
  readonly preview: {
    readonly data: Schemas['RefundPreviewView'] | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly currency: string;
  readonly isAsked: boolean;
  /** Why nothing can be given back, where no field can say it. */
  readonly refusal: string | null;
  readonly isRefused: boolean;
}

/** The entries that a refund would make, and what stays. */
export function RefundPreview({ preview, currency, isAsked, refusal, isRefused }: RefundPreviewProps) {
  const { t } = useTranslation('admin');
  if (!isAsked) return <Text c="dimmed">{t('calls.refund.askFirst')}</Text>;
  if (refusal !== null)
    return (
      <Alert variant="outline" color="neutral" icon={<Info aria-hidden />}>
        {refusal}
      </Alert>
    );
  if (isRefused) return null;
  const { data, error } = preview;
  if (error) return <ErrorState error={error} onRetry={() => void preview.refetch()} />;
  if (!data) return <LoadingState lines={1} height={180} />;
  return (
    <>
      <Table verticalSpacing="xs">
        <caption style={{ captionSide: 'top', textAlign: 'start' }}>{t('calls.refund.bearers')}</caption>
        <Table.Tbody>
          {PARTIES.map((party) => (
            <Line
              key={party}
              label={t(`calls.money.party.${party}`)}
              value={data.split[`${party}Minor`]}
              currency={currency}
            />
          ))}
          <Line label={t('calls.refund.toCaller')} value={data.amountMinor} currency={currency} isSum />
        </Table.Tbody>
      </Table>
      <Text size="sm">
        {t('calls.refund.returns', {
          paid: money(data.paidMinor, currency),
          promo: money(data.promoMinor, currency),
        })}
      </Text>
      <Text size="sm">
        {t('calls.refund.stays', { left: money(data.remainderMinor - data.amountMinor, currency) })}
      </Text>
    </>
  );
}

function Line({
  label,
  value,
  currency,
  isSum = false,
}: {
  label: string;
  value: number;
  currency: string;
  isSum?: boolean;
}) {
  return (
    <Table.Tr fw={isSum ? 600 : 400}>
      <Table.Th scope="row" fw="inherit">
        {label}
      </Table.Th>
      <Table.Td ta="end">{money(value, currency)}</Table.Td>
    </Table.Tr>
  );
}
