import { Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { date, money } from '~/shared/format.ts';
import type { Earning } from './queries.ts';

/** Where the price of one call, or what was kept of a booking, went: tax, operator, licensee, advisor; and what of the advisor's part stayed. */
export function BreakDown({ earning }: { earning: Earning }) {
  const { t } = useTranslation('pro');
  const { currency } = earning;
  const parts: readonly { key: string; label: string; minor: number; isSum?: boolean }[] = [
    {
      key: 'gross',
      label: t(earning.kind === 'call' ? 'earnings.gross' : 'earnings.kept'),
      minor: earning.priceMinor,
      isSum: true,
    },
    { key: 'tax', label: t('earnings.tax'), minor: -earning.taxMinor },
    { key: 'operator', label: t('earnings.operator'), minor: -earning.operatorMinor },
    { key: 'licensee', label: boot.site.name, minor: -earning.licenseeMinor },
    { key: 'you', label: t('earnings.you'), minor: earning.earningMinor, isSum: true },
    { key: 'refunded', label: t('earnings.refunded'), minor: -earning.refundedMinor },
    ...(earning.promoCostMinor === 0
      ? []
      : [{ key: 'promo', label: t('earnings.promoCost'), minor: -earning.promoCostMinor }]),
    ...(earning.tipMinor === 0 ? [] : [{ key: 'tip', label: t('earnings.tip'), minor: earning.tipMinor }]),
    { key: 'net', label: t('earnings.net'), minor: earning.netMinor, isSum: true },
  ];
  return (
    <Stack gap="xs">
      <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={0}>
        <caption className="visually-hidden">{t('earnings.breakDown')}</caption>
        <Table.Tbody>
          {parts.map(({ key, label, minor, isSum }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" fw={isSum ? 700 : 400}>
                {label}
              </Table.Th>
              <Table.Td ta="end" fw={isSum ? 700 : 400}>
                {money(minor === 0 ? 0 : minor, currency)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        {whenPaid()}
      </Text>
    </Stack>
  );

  function whenPaid(): string {
    if (earning.state !== 'pending' && earning.state !== 'available') return t(`earnings.state.${earning.state}`);
    if (earning.payoutOn === null) return t('earnings.availableOn', { date: date(`${earning.availableOn}T12:00:00`) });
    return t('earnings.payoutOn', { date: date(`${earning.payoutOn}T12:00:00`) });
  }
}
