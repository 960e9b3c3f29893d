import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { duration, money, number } from '~/shared/format.ts';
import { type Column, DataTable } from '~/shared/ui/index.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { LicenseeStatusBadge } from '../ui/licensee-status.tsx';

type Licensee = Schemas['OperatorLicenseeView'];

interface LicenseesTableProps {
  readonly rows: readonly Licensee[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
}

export function LicenseesTable({ rows, more }: LicenseesTableProps) {
  const { t } = useTranslation('ops');
  const used = (count: number, limit: number | null): string =>
    limit === null
      ? t('limits.unlimited', { used: number(count) })
      : t('limits.used', { used: number(count), limit: number(limit) });
  const columns: Column<Licensee>[] = [
    {
      id: 'name',
      header: t('licensees.name'),
      cell: ({ id, name, primaryHost, slug }) => (
        <div>
          <LicenseeLink id={id}>{name}</LicenseeLink>
          <Text size="xs" c="dimmed">
            {primaryHost ?? slug}
          </Text>
        </div>
      ),
    },
    {
      id: 'status',
      header: t('licensees.status'),
      cell: ({ status }) => <LicenseeStatusBadge status={status} />,
    },
    { id: 'live', header: t('usage.live'), numeric: true, cell: ({ usage }) => number(usage.liveCalls) },
    { id: 'today', header: t('usage.today'), numeric: true, cell: ({ usage }) => number(usage.callsToday) },
    { id: 'month', header: t('usage.month'), numeric: true, cell: ({ usage }) => number(usage.callsThisMonth) },
    {
      id: 'talk',
      header: t('usage.talk'),
      numeric: true,
      cell: ({ usage }) => duration(usage.billedSecondsThisMonth),
    },
    {
      id: 'gross',
      header: t('usage.gross'),
      numeric: true,
      cell: ({ usage, currency }) => money(usage.grossThisMonthMinor, currency),
    },
    {
      id: 'fees',
      header: t('usage.fees'),
      numeric: true,
      cell: ({ usage, currency }) => money(usage.operatorFeesThisMonthMinor, currency),
    },
    {
      id: 'advisors',
      header: t('limits.advisors'),
      numeric: true,
      cell: ({ usage, limits }) => used(usage.advisors, limits.maxAdvisors),
    },
    {
      id: 'concurrent',
      header: t('limits.calls'),
      numeric: true,
      cell: ({ usage, limits }) => used(usage.liveCalls, limits.maxConcurrentCalls),
    },
  ];
  return <DataTable caption={t('licensees.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}
