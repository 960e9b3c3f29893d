import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { StatusBadge } from '~/shared/ui/index.ts';

const TONE = { valid: 'good', invalid: 'bad', unchecked: 'quiet' } as const;

/** What the EU's register says of a VAT number, and when. Nothing where there is no number of the EU. */
export function VatCheck({ check }: { check: Schemas['VatCheckView'] | null }) {
  const { t } = useTranslation('company');
  if (check === null) return null;
  const { result, checkedAt, consultation, name } = check;
  const facts = [
    ...(checkedAt === null ? [] : [t('vat.checkedAt', { at: dateTime(checkedAt) })]),
    ...(name === null ? [] : [t('vat.name', { name })]),
    ...(consultation === null ? [] : [t('vat.consultation', { number: consultation })]),
  ];
  return (
    <Stack gap={4} role="status">
      <Group gap="xs">
        <StatusBadge tone={TONE[result]}>{t(`vat.state.${result}`)}</StatusBadge>
        <Text size="sm">{t(`vat.${result}`)}</Text>
      </Group>
      {facts.map((fact) => (
        <Text key={fact} size="sm" c="dimmed">
          {fact}
        </Text>
      ))}
    </Stack>
  );
}
