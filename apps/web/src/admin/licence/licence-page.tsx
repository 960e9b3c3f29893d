import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { date, money, percent } from '~/shared/format.ts';
import { DataView, EmptyState, LoadingState, Page, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { Bearers } from './bearers.tsx';
import { BillingProfile } from './billing-profile.tsx';
import { Card } from './card.tsx';
import { Ending } from './ending.tsx';
import { History } from './history.tsx';
import { Invoices } from './invoices.tsx';
import { LicenceNotice } from './licence-notice.tsx';
import { LimitBars } from './limit-bars.tsx';
import { Netting } from './netting.tsx';
import { StoredValueSection } from './stored-value.tsx';
import { type Licence, useLicence } from './use-licence.ts';
import { VerifyAgain } from './verify-again.tsx';

const TONES: Record<Licence['status'], Tone> = {
  trial: 'waiting',
  active: 'good',
  past_due: 'busy',
  suspended: 'bad',
  terminated: 'quiet',
};

/** The agreement with the operator: what it allows, what it costs, and what is to be paid. */
export function LicencePage() {
  const { t } = useTranslation('admin');
  const licence = useLicence();
  return (
    <Page
      title={t('licence.title')}
      intro={t('licence.intro')}
      actions={
        licence.data && (
          <StatusBadge tone={TONES[licence.data.status]}>{t(`licence.status.${licence.data.status}`)}</StatusBadge>
        )
      }
    >
      <DataView query={licence} loading={<LoadingState lines={5} height={90} />}>
        {(data) => (
          <Stack gap="lg">
            <VerifyAgain />
            {data ? (
              <Agreement licence={data} />
            ) : (
              <EmptyState title={t('licence.none')} text={t('licence.noneText')} />
            )}
            <Bearers />
            <StoredValueSection />
            {data && <Invoices />}
            {data && <Netting />}
            {data && <Card />}
            <BillingProfile />
            {data && <History />}
            {data && <Ending licence={data} />}
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function Agreement({ licence }: { licence: Licence }) {
  const { t } = useTranslation('admin');
  const { terms, currency } = licence;
  const amount = (minor: number | null): string => (minor === null ? t('licence.nothing') : money(minor, currency));
  return (
    <>
      <LicenceNotice licence={licence} />
      <Section title={t('licence.plan', { plan: licence.planName, version: licence.planVersion })}>
        <Facts
          facts={[
            { label: t('licence.monthly'), value: amount(terms.monthlyFeeMinor) },
            { label: t('licence.perMinute'), value: amount(terms.operatorRatePerMinuteMinor) },
            { label: t('licence.minimum'), value: amount(terms.minimumMonthlyMinor) },
            {
              label: t('licence.share'),
              value: terms.operatorShareBp === null ? t('licence.asAgreed') : percent(terms.operatorShareBp),
            },
            { label: t('licence.since'), value: date(licence.startedAt) },
            {
              label: t('licence.charged'),
              value:
                licence.chargedFrom === null
                  ? t('licence.trialUntil', { day: licence.trialEndsAt === null ? '' : date(licence.trialEndsAt) })
                  : date(licence.chargedFrom),
            },
          ]}
        />
        <Text size="sm" c="dimmed">
          {t('licence.rule')}
        </Text>
      </Section>
      <Section title={t('licence.limits')} text={t('licence.limitsText')}>
        <LimitBars limits={licence.limits} />
      </Section>
    </>
  );
}
