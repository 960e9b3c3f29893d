import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { duration, money } from '~/shared/format.ts';
import { DataView } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useCallMoney } from './data.ts';

type Split = Schemas['SplitView'];
export const PARTIES = ['advisor', 'licensee', 'operator', 'tax'] as const;
const ofParty = (split: Split, party: (typeof PARTIES)[number]): number => split[`${party}Minor`];

interface Row {
  readonly id: string;
  readonly label: string;
  /** What became of it, where the label does not say. */
  readonly note?: string;
  readonly transactionId: string | null;
  readonly total: number;
  readonly parts: readonly number[];
}

/** Every cent of a call: each line adds up across, each column adds up down [J21]. */
export function CallMoney({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const query = useCallMoney(id);
  return (
    <Section title={t('calls.money.title')} text={t('calls.money.text')}>
      <DataView query={query}>{(data) => <MoneyTable data={data} />}</DataView>
    </Section>
  );
}

function MoneyTable({ data }: { data: Schemas['CallMoneyView'] }) {
  const { t } = useTranslation('admin');
  const { currency } = data;
  /** The sponsor bears what the others get, so the line adds up to nothing. */
  const freeRow = ({ seconds, priceMinor, sponsor, split, transactionId }: Schemas['SponsoredView']): Row => ({
    id: 'free',
    label: t('calls.money.free', {
      time: duration(seconds),
      sponsor: t(`calls.money.sponsor.${sponsor as 'licensee' | 'advisor' | 'operator'}`),
    }),
    transactionId,
    total: 0,
    parts: PARTIES.map(
      (party) => ofParty(split, party) - (party === sponsor && sponsor !== 'advisor' ? priceMinor : 0),
    ),
  });
  const rows: Row[] = [
    {
      id: 'price',
      label: t('calls.money.price'),
      transactionId: data.transactionId,
      total: data.priceMinor,
      parts: PARTIES.map((party) => ofParty(data.split, party)),
    },
    ...(data.sponsored ? [freeRow(data.sponsored)] : []),
    ...(data.promoCostMinor === 0
      ? []
      : [
          {
            id: 'promo',
            label: t('calls.money.promoCost'),
            transactionId: null,
            total: 0,
            parts: PARTIES.map((party) =>
              party === 'advisor' ? -data.promoCostMinor : party === 'licensee' ? data.promoCostMinor : 0,
            ),
          },
        ]),
    ...data.refunds.map((refund) => ({
      id: refund.id,
      label: t('calls.money.refund', { reason: refund.reason }),
      ...(refund.toCard && {
        note: t('calls.money.toCard', {
          card: money(refund.toCard.cardMinor, currency),
          wallet: money(refund.toCard.walletMinor, currency),
        }),
      }),
      transactionId: refund.transactionId,
      total: -refund.amountMinor,
      parts: PARTIES.map((party) => -ofParty(refund.split, party)),
    })),
  ];
  const left = {
    total: rows.reduce((sum, { total }) => sum + total, 0),
    parts: PARTIES.map((_, index) => rows.reduce((sum, { parts }) => sum + parts[index]!, 0)),
  };
  const labels = PARTIES.map((party) => t(`calls.money.party.${party}`));
  return (
    <Table className="data-table" verticalSpacing="sm">
      <caption className="visually-hidden">{t('calls.money.title')}</caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('calls.money.what')}</Table.Th>
          {labels.map((label) => (
            <Table.Th key={label} scope="col" ta="end">
              {label}
            </Table.Th>
          ))}
          <Table.Th scope="col" ta="end">
            {t('calls.money.total')}
          </Table.Th>
          <Table.Th scope="col">{t('calls.money.booking')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.id}>
            <Table.Td data-label={t('calls.money.what')}>
              {row.label}
              {row.note !== undefined && (
                <Text size="sm" c="dimmed">
                  {row.note}
                </Text>
              )}
            </Table.Td>
            {row.parts.map((minor, index) => (
              <Table.Td key={labels[index]} data-label={labels[index]} ta="end">
                {money(minor, currency)}
              </Table.Td>
            ))}
            <Table.Td data-label={t('calls.money.total')} ta="end" fw={600}>
              {money(row.total, currency)}
            </Table.Td>
            <Table.Td data-label={t('calls.money.booking')}>
              {row.transactionId === null ? t('calls.money.noBooking') : <IdLink id={row.transactionId} />}
            </Table.Td>
          </Table.Tr>
        ))}
        <Table.Tr fw={600}>
          <Table.Td data-label={t('calls.money.what')}>{t('calls.money.left')}</Table.Td>
          {left.parts.map((minor, index) => (
            <Table.Td key={labels[index]} data-label={labels[index]} ta="end">
              {money(minor, currency)}
            </Table.Td>
          ))}
          <Table.Td data-label={t('calls.money.total')} ta="end">
            {money(left.total, currency)}
          </Table.Td>
          <Table.Td />
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}
