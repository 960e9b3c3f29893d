import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VatCheck } from '~/features/company/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { countryName } from '~/shared/countries.ts';
import { dateTime, money, number } from '~/shared/format.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import {
  type Column,
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  StatusBadge,
  useProblemText,
} from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';

type State = Schemas['PayeeTaxState'];
type Seller = Schemas['Dac7Seller'];

const KEY = ['payee-tax'];
const YEARS_SHOWN = 5;

/** Who advisors are for the tax office, and the yearly report of what they were credited [I8]. */
export function TaxView() {
  const staff = useStaff();
  return (
    <Stack gap="xl">
      <Declarations mayLook={staff.is('owner', 'finance')} />
      {staff.is('owner', 'finance') && <YearReport />}
    </Stack>
  );
}

function Declarations({ mayLook }: { mayLook: boolean }) {
  const { t } = useTranslation('money');
  const client = useQueryClient();
  const words = useProblemText();
  const [failure, setFailure] = useState<string | null>(null);
  const [shown, setShown] = useState<Schemas['TaxIdentityView'] | null>(null);
  const list = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/staff/payee-tax')) });
  const run = (work: Promise<void>): void => {
    setFailure(null);
    work.catch((error: unknown) => setFailure(words(error)));
  };
  const params = ({ advisorId }: State) => ({ params: { path: { id: advisorId } } });
  const remind = (row: State): Promise<void> =>
    unwrap(api.POST('/v1/staff/payee-tax/{id}/remind', params(row))).then(
      (saved) => void client.setQueryData(KEY, saved),
    );
  const look = (row: State): Promise<void> => unwrap(api.GET('/v1/staff/payee-tax/{id}', params(row))).then(setShown);
  const columns: Column<State>[] = [
    { id: 'advisor', header: t('tax.column.advisor'), cell: ({ advisorName }) => advisorName },
    {
      id: 'state',
      header: t('tax.column.state'),
      cell: ({ state }) => (
        <StatusBadge tone={state === 'declared' ? 'good' : 'quiet'}>{t(`tax.state.${state}`)}</StatusBadge>
      ),
    },
    {
      id: 'at',
      header: t('tax.column.declaredAt'),
      cell: ({ declaredAt }) => (declaredAt ? dateTime(declaredAt) : '–'),
    },
    {
      id: 'selfBilling',
      header: t('tax.column.selfBilling'),
      cell: ({ selfBilling }) => t(selfBilling ? 'rules.yes' : 'rules.no'),
    },
    {
      id: 'reminders',
      header: t('tax.column.reminders'),
      cell: ({ reminders, remindedAt }) =>
        remindedAt === null ? '–' : t('tax.reminded', { count: reminders, at: dateTime(remindedAt) }),
    },
    {
      id: 'acts',
      header: t('tax.column.acts'),
      cell: (row) =>
        row.state === 'missing' ? (
          <Button
            variant="default"
            size="xs"
            onClick={() => run(remind(row))}
            aria-label={t('tax.remindName', { name: row.advisorName })}
          >
            {t('tax.remind')}
          </Button>
        ) : mayLook ? (
          <Button
            variant="default"
            size="xs"
            onClick={() => run(look(row))}
            aria-label={t('tax.lookName', { name: row.advisorName })}
          >
            {t('tax.look')}
          </Button>
        ) : null,
    },
  ];
  return (
    <Section title={t('tax.title')} text={t('tax.text')}>
      <FormFailure failure={failure} />
      {shown && <Identity identity={shown} onClose={() => setShown(null)} />}
      <DataView
        query={list}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('tax.none')} text={t('tax.noneText')} />}
      >
        {({ data }) => (
          <DataTable caption={t('tax.title')} rows={data} rowKey={({ advisorId }) => advisorId} columns={columns} />
        )}
      </DataView>
    </Section>
  );
}

function Identity({ identity, onClose }: { identity: Schemas['TaxIdentityView']; onClose: () => void }) {
  const { t } = useTranslation('money');
  const common = useTranslation('common').t;
  const { address } = identity;
  const lines = [
    identity.kind === 'company' ? identity.companyName : `${identity.firstName} ${identity.lastName}`,
    identity.birthDate ?? identity.registrationNumber,
    `${address.street}, ${address.postalCode} ${address.city}, ${countryName(address.country) ?? address.country}`,
    t('tax.residence', { country: countryName(identity.residence) ?? identity.residence }),
    ...identity.tins.map(({ number: tin, issuedBy }) => t('tax.tin', { number: tin, country: issuedBy })),
    ...(identity.vatNumber === undefined ? [] : [t('tax.vat', { number: identity.vatNumber })]),
  ];
  return (
    <Stack gap={4} mb="md" role="region" aria-label={t('tax.look')}>
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <VatCheck check={identity.vatCheck} />
      <Button variant="subtle" size="compact-md" onClick={onClose} style={{ alignSelf: 'flex-start' }}>
        {common('action.close')}
      </Button>
    </Stack>
  );
}

function YearReport() {
  const { t } = useTranslation('money');
  const years = Array.from({ length: YEARS_SHOWN }, (_, n) => String(new Date().getFullYear() - n));
  const [year, setYear] = useState(years[0]!);
  const report = useQuery({
    queryKey: ['dac7', year],
    queryFn: () => unwrap(api.GET('/v1/staff/dac7', { params: { query: { year } } })),
  });
  const sum = ({ quarters }: Seller, pick: (one: Seller['quarters'][number]) => number): number =>
    quarters.reduce((total, quarter) => total + pick(quarter), 0);
  const amount = (pick: (one: Seller['quarters'][number]) => number) => (seller: Seller) =>
    money(sum(seller, pick), seller.currency);
  const columns: Column<Seller>[] = [
    { id: 'advisor', header: t('tax.column.advisor'), cell: ({ advisorName }) => advisorName },
    {
      id: 'declared',
      header: t('tax.column.state'),
      cell: ({ declared }) => t(declared ? 'tax.state.declared' : 'tax.state.missing'),
    },
    { id: 'credited', header: t('tax.column.credited'), numeric: true, cell: amount((one) => one.considerationMinor) },
    {
      id: 'calls',
      header: t('tax.column.calls'),
      numeric: true,
      cell: (row) => number(sum(row, (one) => one.activities)),
    },
    { id: 'fees', header: t('tax.column.fees'), numeric: true, cell: amount((one) => one.feesMinor) },
    { id: 'taxes', header: t('tax.column.taxes'), numeric: true, cell: amount((one) => one.taxesMinor) },
  ];
  return (
    <Section title={t('tax.year')} text={t('tax.yearText')}>
      <Group align="flex-end" gap="sm" mb="md">
        <NativeSelect
          label={t('tax.yearField')}
          data={years}
          value={year}
          onChange={({ currentTarget }) => setYear(currentTarget.value)}
        />
        {(['csv', 'xml'] as const).map((format) => (
          <DownloadButton
            key={format}
            path={`/v1/staff/dac7?year=${year}&format=${format}`}
            fileName={`dac7-${year}.${format}`}
            label={format.toUpperCase()}
            description={t('tax.download', { format: format.toUpperCase() })}
          />
        ))}
      </Group>
      <DataView
        query={report}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('tax.yearNone')} text={t('tax.yearNoneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('tax.year')}
            rows={data}
            rowKey={(row) => `${row.advisorId} ${row.currency}`}
            columns={columns}
          />
        )}
      </DataView>
    </Section>
  );
}
