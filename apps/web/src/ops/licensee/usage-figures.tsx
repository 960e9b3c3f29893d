import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { duration, money, number } from '~/shared/format.ts';
import { Figure } from '../ui/figure.tsx';
import type { LicenseeDetails } from './use-licensee.ts';

export function UsageFigures({ licensee: { usage, currency } }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation('ops');
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, lg: 4 }}>
      <Figure label={t('usage.live')}>{number(usage.liveCalls)}</Figure>
      <Figure label={t('usage.today')} hint={t('usage.utc')}>
        {number(usage.callsToday)}
      </Figure>
      <Figure label={t('usage.month')} hint={t('usage.utc')}>
        {number(usage.callsThisMonth)}
      </Figure>
      <Figure label={t('usage.talk')} hint={t('usage.talkText')}>
        {duration(usage.billedSecondsThisMonth)}
      </Figure>
      <Figure label={t('usage.gross')} hint={t('usage.grossText')}>
        {money(usage.grossThisMonthMinor, currency)}
      </Figure>
      <Figure label={t('usage.fees')} hint={t('usage.feesText')}>
        {money(usage.operatorFeesThisMonthMinor, currency)}
      </Figure>
      <Figure label={t('usage.users')}>{number(usage.users)}</Figure>
      <Figure label={t('usage.advisors')} hint={t('usage.online', { count: usage.advisorsOnline })}>
        {number(usage.advisors)}
      </Figure>
      <Figure label={t('usage.texts')} hint={t('usage.textParts', { count: usage.textSegmentsThisMonth })}>
        {number(usage.textsThisMonth)}
      </Figure>
    </SimpleGrid>
  );
}
