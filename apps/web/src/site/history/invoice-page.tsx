import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { day } from '~/shared/days.ts';
import { duration, money, percent } from '~/shared/format.ts';
import { DataTable, DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { keys } from '../lib/keys.ts';
import { LinkButton } from '../lib/links.tsx';
import { useParam } from '../lib/route-state.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';

type Document = Schemas['UserInvoiceContent'];
type Line = Schemas['UserInvoiceLineView'];

const useInvoice = (id: string) =>
  useQuery({
    queryKey: [...keys.invoices, 'one', id],
    queryFn: () => unwrap(api.GET('/v1/user-invoices/{id}', { params: { path: { id } } })),
  });

/** One invoice, or credit note, as it was issued. */
export default function InvoicePage() {
  const { t } = useTranslation('invoices');
  const id = useParam('id');
  const query = useInvoice(id);
  if (!query.data && isProblem(query.error, 'not-found', 'invalid-request')) return <NotFoundPage />;
  const issued = query.data?.document;
  return (
    <Page
      title={issued ? `${t(`kind.${issued.kind}`)} ${issued.number}` : t('title')}
      actions={
        issued && (
          <DownloadButton
            path={`/v1/user-invoices/${id}/pdf`}
            fileName={`${issued.number}.pdf`}
            label={t('pdf')}
            description={t('pdfOf', { number: issued.number })}
          />
        )
      }
    >
      <DataView query={query} loading={<LoadingState lines={4} height={60} />}>
        {({ document, sha256 }) => (
          <Stack>
            <Facts document={document} />
            <Lines document={document} />
            <Sums document={document} />
            {[...new Set(document.rates.flatMap(({ vatNumber }) => vatNumber ?? []))].map((number) => (
              <Text key={number} size="sm">
                {t('owedBy', { number })}
              </Text>
            ))}
            <Text size="sm">{document.kind === 'user_invoice' ? t('paid') : t('givenBack')}</Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {t('hash')}: {sha256}
            </Text>
            <Group>
              <LinkButton to="/history" search={{}} variant="default">
                {t('back')}
              </LinkButton>
            </Group>
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function Facts({ document: { issuedOn, period, original, seller, buyer } }: { document: Document }) {
  const { t } = useTranslation('invoices');
  return (
    <>
      <Text>
        {[
          t('issued', { date: day(issuedOn) }),
          t('period', { from: day(period.from), to: day(period.to) }),
          ...(original === null ? [] : [t('original', { number: original.number, date: day(original.issuedOn) })]),
        ].join(' · ')}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Party label={t('from')} party={seller} />
        <Party label={t('to')} party={buyer} />
      </SimpleGrid>
    </>
  );
}

function Party({ label, party }: { label: string; party: Schemas['UserInvoicePartyView'] }) {
  const { t } = useTranslation('invoices');
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fw={500}>{party.name}</Text>
      {party.lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      {party.taxNumber !== null && <Text>{t('taxNumber', { number: party.taxNumber })}</Text>}
    </div>
  );
}

function useRateText() {
  const { t } = useTranslation('invoices');
  return ({ rateBp, country, vatNumber }: Pick<Line, 'rateBp' | 'country' | 'vatNumber'>): string => {
    const rate = country === null ? percent(rateBp) : `${percent(rateBp)} ${country}`;
    return vatNumber === null ? rate : t('reverseCharge', { rate });
  };
}

function Lines({ document: { lines, currency, number } }: { document: Document }) {
  const { t } = useTranslation('invoices');
  const rateText = useRateText();
  return (
    <DataTable<Line & { key: string }>
      caption={number}
      rows={lines.map((line, index) => ({ ...line, key: `${index}` }))}
      rowKey={({ key }) => key}
      columns={[
        { id: 'day', header: t('day'), cell: (line) => day(line.day) },
        { id: 'what', header: t('what'), cell: ({ kind, advisor }) => t(`line.${kind}`, { advisor }) },
        {
          id: 'time',
          header: t('time'),
          numeric: true,
          cell: ({ billedSeconds }) => (billedSeconds === null ? '–' : duration(billedSeconds)),
        },
        { id: 'rate', header: t('rate'), numeric: true, cell: rateText },
        { id: 'gross', header: t('gross'), numeric: true, cell: ({ grossMinor }) => money(grossMinor, currency) },
      ]}
    />
  );
}

function Sums({ document: { rates, currency, totalMinor } }: { document: Document }) {
  const { t } = useTranslation('invoices');
  const rateText = useRateText();
  const sums = [
    ...rates.flatMap((rate) => [
      { text: t('netAt', { rate: rateText(rate) }), minor: rate.netMinor },
      ...(rate.vatNumber === null ? [{ text: t('taxAt', { rate: rateText(rate) }), minor: rate.taxMinor }] : []),
    ]),
    { text: t('total'), minor: totalMinor },
  ];
  return (
    <Stack gap={2} component="dl" m={0} style={{ alignSelf: 'flex-end', minWidth: '18rem' }}>
      {sums.map(({ text, minor }, index) => (
        <Group key={text} justify="space-between" fw={index === sums.length - 1 ? 700 : 400}>
          <Text component="dt" inherit>
            {text}
          </Text>
          <Text component="dd" m={0} inherit style={{ fontVariantNumeric: 'tabular-nums' }}>
            {money(minor, currency)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
