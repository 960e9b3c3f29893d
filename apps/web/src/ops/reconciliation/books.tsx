import { Group, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { StatusBadge } from '~/shared/ui/index.ts';
import { Figure } from '../ui/figure.tsx';
import { signedMoney } from '../ui/format.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { Section } from '../ui/section.tsx';
import { Unmatched } from './unmatched.tsx';

type Row = Schemas['ReconciliationView'];

/** One licensee's books in one currency: the two sides, their difference in words, and what explains it. */
export function Books({ row }: { row: Row }) {
  const { t } = useTranslation('ops');
  const { licenseeId, name, currency, ledgerMinor, stripeKnownMinor, differenceMinor, violations } = row;
  const agrees = differenceMinor === 0 && row.unmatchedCount === 0;
  return (
    <Section
      title={t('books.of', { name, currency })}
      intro={<LicenseeLink id={licenseeId}>{t('books.toLicensee')}</LicenseeLink>}
    >
      <SimpleGrid component="dl" m={0} cols={{ base: 1, sm: 3 }}>
        <Figure label={t('books.ledger')}>{money(ledgerMinor, currency)}</Figure>
        <Figure label={t('books.stripe')}>{money(stripeKnownMinor, currency)}</Figure>
        <Figure label={t('books.difference')}>{signedMoney(differenceMinor, currency)}</Figure>
      </SimpleGrid>
      <Group gap="sm">
        <StatusBadge tone={agrees ? 'good' : 'bad'}>{agrees ? t('books.agrees') : t('books.differs')}</StatusBadge>
        <Text>{sentence()}</Text>
      </Group>
      <Group gap="sm">
        <StatusBadge tone={violations === 0 ? 'good' : 'bad'}>
          {violations === 0 ? t('books.sound') : t('books.broken')}
        </StatusBadge>
        <Text>{violations === 0 ? t('books.noViolations') : t('books.violations', { count: violations })}</Text>
      </Group>
      {row.unmatched.length > 0 && <Unmatched row={row} />}
    </Section>
  );

  function sentence(): string {
    if (agrees) return t('books.zero');
    if (differenceMinor === 0) return t('books.zeroUnmatched', { count: row.unmatchedCount });
    const amount = money(differenceMinor, currency, { signDisplay: 'never' });
    return differenceMinor > 0 ? t('books.ledgerMore', { amount }) : t('books.stripeMore', { amount });
  }
}
