import { Code, Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { duration, money } from '~/shared/format.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { CopyButton, DataView } from '~/shared/ui/index.ts';
import { type Schemas, isProblem } from '~/shared/api/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { moment } from '../parts/moment.ts';
import { useReceipt } from './data.ts';

/** What the receipt holds that is shown here; the whole of it is in the file. */
interface Receipt {
  readonly id: string;
  readonly number: number;
  readonly intervals: readonly { from: string; to: string; milliseconds: number }[];
  readonly connectedSeconds: number;
  readonly billedSeconds: number;
  readonly waived: string | null;
  readonly currency: string;
  readonly priceMinor: number;
  readonly paidMinor: number;
  readonly promoMinor: number;
}

/** The signed document that proves what was billed. */
export function CallReceipt({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const query = useReceipt(id);
  const isWaiting = query.data === undefined && isProblem(query.error, 'receipt-not-ready');
  return (
    <Section
      title={t('calls.receipt.title')}
      text={t('calls.receipt.text')}
      actions={
        query.data && (
          <DownloadButton path={`/v1/calls/${id}/receipt`} fileName={`${id}.json`} label={t('calls.receipt.file')} />
        )
      }
    >
      {isWaiting ? (
        <Text c="dimmed">{t('calls.receipt.notReady')}</Text>
      ) : (
        <DataView query={query}>{(signed) => <ReceiptView signed={signed} />}</DataView>
      )}
    </Section>
  );
}

function ReceiptView({ signed }: { signed: Schemas['ReceiptView'] }) {
  const { t } = useTranslation('admin');
  const receipt = signed.receipt as unknown as Receipt;
  const { currency } = receipt;
  return (
    <>
      <Facts
        facts={[
          { label: t('calls.receipt.number'), value: receipt.number },
          { label: t('calls.receipt.connected'), value: duration(receipt.connectedSeconds) },
          { label: t('calls.column.billed'), value: duration(receipt.billedSeconds) },
          { label: t('calls.receipt.paid'), value: money(receipt.paidMinor, currency) },
          { label: t('calls.receipt.promo'), value: money(receipt.promoMinor, currency) },
          { label: t('calls.column.price'), value: money(receipt.priceMinor, currency) },
        ]}
      />
      {receipt.waived !== null && <Text>{t('calls.receipt.waived')}</Text>}
      <Table className="data-table" verticalSpacing="xs">
        <caption className="visually-hidden">{t('calls.receipt.intervals')}</caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('calls.receipt.from')}</Table.Th>
            <Table.Th scope="col">{t('calls.receipt.to')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('calls.receipt.length')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {receipt.intervals.map((interval) => (
            <Table.Tr key={interval.from}>
              <Table.Td data-label={t('calls.receipt.from')}>{moment(interval.from)}</Table.Td>
              <Table.Td data-label={t('calls.receipt.to')}>{moment(interval.to)}</Table.Td>
              <Table.Td data-label={t('calls.receipt.length')} ta="end">
                {duration(Math.floor(interval.milliseconds / 1000))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group gap="xs">
        <Text size="sm">{t('calls.receipt.hash')}</Text>
        <Code>{signed.hash}</Code>
        <CopyButton value={signed.hash} />
      </Group>
      <Text size="sm" c="dimmed">
        {t('calls.receipt.key', { key: signed.keyId })}
      </Text>
    </>
  );
}
