import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { duration, money, number } from '~/shared/format.ts';
import { type Column, DataTable } from '~/shared/ui/index.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { LicenceStatusBadge } from '../ui/licence-status.tsx';
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
      cell: ({ status, licence, opened }) => (
        <div>
          {status === 'active' && licence ? (
            <LicenceStatusBadge status={licence.status} />
          ) : (
            <LicenseeStatusBadge status={status} />
          )}
          <Text size="xs" c="dimmed">
            {licence
              ? t('licensees.licence', { plan: licence.planName, status: t(`licence.status.${licence.status}`) })
              : t('licensees.noLicence')}
          </Text>
          {!opened && <Text size="xs">{t('licensees.notOpen')}</Text>}
        </div>
      ),
    },
    {
      id: 'calls',
      header: t('licensees.callsHeader'),
      numeric: true,
      cell: ({ usage }) => (
        <Lines
          lines={[
            t('licensees.live', { value: number(usage.liveCalls) }),
            t('licensees.today', { value: number(usage.callsToday) }),
            t('licensees.monthCalls', { value: number(usage.callsThisMonth) }),
          ]}
        />
      ),
    },
    {
      id: 'month',
      header: t('licensees.monthHeader'),
      numeric: true,
      cell: ({ usage, currency }) => (
        <Lines
          lines={[
            t('licensees.talk', { value: duration(usage.billedSecondsThisMonth) }),
            t('licensees.gross', { value: money(usage.grossThisMonthMinor, currency) }),
            t('licensees.fees', { value: money(usage.operatorFeesThisMonthMinor, currency) }),
          ]}
        />
      ),
    },
    {
      id: 'limits',
      header: t('licensees.limitsHeader'),
      numeric: true,
      cell: ({ usage, limits }) => (
        <Lines
          lines={[
            t('licensees.advisors', { value: used(usage.advisors, limits.maxAdvisors) }),
            t('licensees.concurrent', { value: used(usage.liveCalls, limits.maxConcurrentCalls) }),
          ]}
        />
      ),
    },
  ];
  return <DataTable caption={t('licensees.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}

/** Figures that belong together, one below the other: ten columns fit no screen. */
function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <div>
      {lines.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
    </div>
  );
}
