import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { date, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { Section } from '../ui/section.tsx';
import { type AgeClock, useAges } from './use-treasury.ts';

const DAYS = [60, 80, 90] as const;
const TONES: Record<(typeof DAYS)[number], Tone> = { 60: 'busy', 80: 'bad', 90: 'bad' };

const agedOf = (clock: AgeClock, days: number): number => clock.aged.find((one) => one.days === days)?.amountMinor ?? 0;

/** How long unspent money of callers has lain at each licensee; Stripe allows 90 days [J16]. */
export function AgeClocks() {
  const { t } = useTranslation(['ops', 'common']);
  const { query, rows, more } = useAges();
  const columns: Column<AgeClock>[] = [
    {
      id: 'licensee',
      header: t('treasury.licensee'),
      cell: ({ licenseeId, name }) => <LicenseeLink id={licenseeId}>{name}</LicenseeLink>,
    },
    { id: 'clock', header: t('treasury.age'), cell: (clock) => <Age clock={clock} /> },
    { id: 'oldest', header: t('treasury.oldest'), cell: ({ oldestAt }) => date(oldestAt) },
    {
      id: 'unspent',
      header: t('treasury.unspent'),
      numeric: true,
      cell: ({ unspentMinor, currency }) => money(unspentMinor, currency),
    },
    ...DAYS.map((days): Column<AgeClock> => ({
      id: days.toString(),
      header: t('treasury.olderThan', { count: days }),
      numeric: true,
      cell: (clock) => money(agedOf(clock, days), clock.currency),
    })),
  ];
  return (
    <Section title={t('treasury.ages')} intro={t('treasury.agesText')}>
      <DataView
        query={query}
        // A page of licensees may have nothing to show while a later one has.
        isEmpty={() => rows.length === 0 && !more.hasMore}
        empty={<EmptyState title={t('treasury.noAges')} text={t('treasury.noAgesText')} />}
      >
        {() =>
          rows.length === 0 ? (
            <Stack align="center">
              <Text c="dimmed">{t('treasury.noneYet')}</Text>
              <Group>
                <Button variant="default" loading={more.isLoading} onClick={more.load}>
                  {t('common:action.more')}
                </Button>
              </Group>
            </Stack>
          ) : (
            <DataTable
              caption={t('treasury.ages')}
              rows={rows}
              columns={columns}
              rowKey={({ licenseeId, currency }) => licenseeId + currency}
              more={more}
            />
          )
        }
      </DataView>
    </Section>
  );
}

function Age({ clock }: { clock: AgeClock }) {
  const { t } = useTranslation('ops');
  const reached = DAYS.findLast((days) => agedOf(clock, days) > 0);
  if (reached === undefined) return <StatusBadge tone="good">{t('treasury.young')}</StatusBadge>;
  return <StatusBadge tone={TONES[reached]}>{t('treasury.reached', { count: reached })}</StatusBadge>;
}
