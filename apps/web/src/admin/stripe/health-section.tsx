import { Alert, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import type { Platform } from './use-stripe.ts';

/** Whether Stripe takes payments at the account and sends its events; the refused key has an alert of its own. */
export function Health({ health }: { health: NonNullable<Platform['health']> }) {
  const { t } = useTranslation('money');
  const { lookedAt, faults, requirements, disabledReason, unwellSince } = health;
  return (
    <Stack gap="xs">
      {faults.length === 0 || unwellSince === null ? (
        <Text>{t('platform.health.well')}</Text>
      ) : (
        <Alert
          variant="outline"
          color="danger"
          icon={<TriangleAlert aria-hidden />}
          title={t('platform.health.unwell', { since: dateTime(unwellSince) })}
        >
          <Stack gap={4}>
            {faults.map((fault) => (
              <Text key={fault} size="sm">
                {t(`platform.health.fault.${fault}`)}
              </Text>
            ))}
            {disabledReason !== null && (
              <Text size="sm">{t('platform.health.reason', { reason: disabledReason })}</Text>
            )}
            {requirements.length > 0 && (
              <Text size="sm">{t('platform.health.required', { list: requirements.join(', ') })}</Text>
            )}
          </Stack>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {t('platform.health.looked')}: {dateTime(lookedAt)}
      </Text>
    </Stack>
  );
}
