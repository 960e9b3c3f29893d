import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import { StatusBadge } from '~/shared/ui/index.ts';
import { CHECK, type Check, PLACE, STATE, UNIT } from './checks.ts';

export function CheckCard({ check: { id, state, value, unit, text, action } }: { check: Check }) {
  const { t } = useTranslation('ops');
  const place = PLACE[id];
  return (
    <Paper withBorder p="md" component="article">
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Title order={2} size="h5">
            {t(CHECK[id].title)}
          </Title>
          <StatusBadge tone={STATE[state].tone}>{t(STATE[state].key)}</StatusBadge>
        </Group>
        <Text size="xl" fw={700}>
          {value === null ? t('health.unmeasured') : t(UNIT[unit], { count: value, value: number(value) })}
        </Text>
        {/* The service's own sentence, which is English whatever the language of the page. */}
        <Text size="sm" lang="en" dir="ltr">
          {text}
        </Text>
        {action !== null && (
          <Text size="sm">
            <strong>{t('health.action')}</strong> <span>{t(CHECK[id].action)}</span>
          </Text>
        )}
        {action !== null && place && (
          <Anchor component={Link} to={place.to} underline="always">
            {t(place.key)}
          </Anchor>
        )}
      </Stack>
    </Paper>
  );
}
