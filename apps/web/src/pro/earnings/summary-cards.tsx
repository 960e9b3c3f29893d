import { Anchor, Card, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { date, money } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { useSummary } from '../live/queries.ts';
import { dateIn } from '../zone.ts';

/** The sums, by the ledger; each opens its calls. */
export function SummaryCards() {
  const { t } = useTranslation('pro');
  const summary = useSummary();
  return (
    <section aria-label={t('earnings.summary')}>
      <DataView query={summary} loading={<LoadingState lines={2} height={110} />}>
        {(sums) => {
          const today = dateIn(sums.timeZone);
          const sum = (minor: number): string => money(minor, sums.currency);
          return (
            <div className="figures">
              <Sum label={t('earnings.today')} value={sum(sums.todayMinor)}>
                <Calls search={{ from: today, to: today }} />
              </Sum>
              <Sum label={t('earnings.month')} value={sum(sums.monthMinor)}>
                <Calls search={{ from: `${today.slice(0, 8)}01`, to: today }} />
              </Sum>
              <Sum label={t('earnings.balance')} value={sum(sums.balanceMinor)}>
                <Calls search={{}} />
              </Sum>
              <Sum label={t('earnings.pending')} value={sum(sums.pendingMinor)}>
                {t('earnings.pendingText')}
              </Sum>
              <Sum label={t('earnings.available')} value={sum(sums.availableMinor)}>
                {t('earnings.availableText')}
              </Sum>
              <Sum label={t('earnings.inPayout')} value={sum(sums.inPayoutMinor)}>
                <Anchor component={Link} to="/payouts" size="sm">
                  {t('earnings.openPayouts')}
                </Anchor>
              </Sum>
              {sums.bookingFeesMonthMinor > 0 && (
                <Sum label={t('earnings.bookingFees')} value={sum(sums.bookingFeesMonthMinor)}>
                  {t('earnings.bookingFeesText')}
                </Sum>
              )}
              {sums.reserveMinor > 0 && (
                <Sum label={t('earnings.reserve')} value={sum(sums.reserveMinor)}>
                  {t('earnings.reserveText')}
                </Sum>
              )}
              {sums.owedMinor > 0 && (
                <Sum label={t('earnings.owed')} value={sum(sums.owedMinor)}>
                  {t('earnings.owedText')}
                </Sum>
              )}
              <Sum
                label={t('earnings.nextPayout')}
                value={sums.nextPayoutOn === null ? '–' : date(`${sums.nextPayoutOn}T12:00:00`)}
              >
                {nextText(sums)}
              </Sum>
            </div>
          );
        }}
      </DataView>
    </section>
  );

  function nextText({ nextPayoutOn, balanceMinor, minimumMinor, currency }: Schemas['EarningsSummaryView']): string {
    const minimum = money(minimumMinor, currency);
    if (nextPayoutOn !== null) return t('earnings.nextPayoutText', { minimum });
    return balanceMinor > 0 ? t('earnings.byHand', { minimum }) : t('earnings.noPayout');
  }
}

function Sum({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <Card withBorder padding="md">
      <Text c="dimmed" size="sm">
        {label}
      </Text>
      <Text fw={700} fz="1.375rem">
        {value}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {children}
      </Text>
    </Card>
  );
}

function Calls({ search }: { search: { from?: string; to?: string } }) {
  const { t } = useTranslation('pro');
  return (
    <Anchor component={Link} to="/earnings" search={search as never} size="sm">
      {t('earnings.openCalls')}
    </Anchor>
  );
}
