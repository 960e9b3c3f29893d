import { Button, Group, List, Stack, Text } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money, number, time } from '~/shared/format.ts';
import { DataView, LoadingState, StatusBadge } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useLedgerCheck } from './data.ts';
import { ruleKey } from './labels.ts';

/** Whether the books are right, as a badge, and what is wrong where they are not. */
export function CheckSection() {
  const { t } = useTranslation('admin');
  const check = useLedgerCheck();
  return (
    <Section
      title={t('ledger.check.title')}
      actions={
        <Button
          variant="default"
          loading={check.isFetching}
          leftSection={<RotateCw size={16} aria-hidden />}
          onClick={() => void check.refetch()}
        >
          {t('ledger.check.again')}
        </Button>
      }
    >
      <DataView query={check} loading={<LoadingState lines={1} height={48} />}>
        {(data) => <Findings check={data} at={check.dataUpdatedAt} />}
      </DataView>
    </Section>
  );
}

function Findings({ check, at }: { check: Schemas['LedgerCheckView']; at: number }) {
  const { t } = useTranslation('admin');
  const sums = Object.entries(check.sumByCurrency);
  const wrongSums = sums.filter(([, sum]) => sum !== 0);
  const count = check.violations.length + wrongSums.length;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <StatusBadge tone={count === 0 ? 'good' : 'bad'}>
          {count === 0 ? t('ledger.check.right') : t('ledger.check.wrong', { count })}
        </StatusBadge>
        <Text size="sm">
          {t('ledger.check.checked', {
            count: check.transactions,
            number: number(check.transactions),
            time: time(new Date(at).toISOString()),
          })}
        </Text>
      </Group>
      {sums.map(([currency, sum]) => (
        <Text key={currency} size="sm" c="dimmed">
          {t('ledger.check.sum', { currency, sum: money(sum, currency) })}
        </Text>
      ))}
      {count > 0 && (
        <>
          <Text>{t('ledger.check.wrongText')}</Text>
          <List>
            {check.violations.map(({ rule, subject }) => (
              <List.Item key={`${rule}-${subject}`}>{t(ruleKey(rule), { subject })}</List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
