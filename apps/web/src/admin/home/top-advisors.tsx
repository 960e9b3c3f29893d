import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money, number } from '~/shared/format.ts';
import { DataTable } from '~/shared/ui/index.ts';
import { RowsLink } from '../shell/rows-link.tsx';
import { useStaff } from '../staff.tsx';
import type { Dashboard } from './use-home.ts';

export function TopAdvisors({ data: { topAdvisors, from, to } }: { data: Dashboard }) {
  const { t } = useTranslation('admin');
  const { sees } = useStaff();
  return (
    <Stack component="section" gap="xs" aria-label={t('home.top.title')}>
      <Title order={3} size="h5">
        {t('home.top.title')}
      </Title>
      {topAdvisors.length === 0 ? (
        <Text c="dimmed">{t('home.top.none')}</Text>
      ) : (
        <DataTable
          caption={t('home.top.title')}
          rows={topAdvisors}
          rowKey={({ advisorId }) => advisorId}
          columns={[
            {
              id: 'name',
              header: t('home.top.advisor'),
              cell: ({ advisorId, name }) =>
                sees('calls') ? (
                  <RowsLink to="/calls" search={{ advisorId, from, to }}>
                    {name}
                  </RowsLink>
                ) : (
                  name
                ),
            },
            { id: 'calls', header: t('home.top.calls'), cell: ({ calls }) => number(calls), numeric: true },
            { id: 'gross', header: t('home.top.gross'), cell: ({ grossMinor }) => money(grossMinor), numeric: true },
          ]}
        />
      )}
    </Stack>
  );
}
