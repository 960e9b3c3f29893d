import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { CircleCheck, CircleX, RotateCw, TriangleAlert } from 'lucide-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NetworkResult } from './network-check.ts';

const ICONS = { pass: CircleCheck, warn: TriangleAlert, fail: CircleX };
const COLORS = { pass: 'var(--t-success-text)', warn: 'var(--t-warning-text)', fail: 'var(--t-danger-text)' };

export function NetworkStep({ check }: { check: UseQueryResult<NetworkResult> }) {
  const { t } = useTranslation('call');
  if (check.isFetching || check.data === undefined)
    return (
      <Group gap="sm" role="status">
        <Loader size="sm" aria-hidden />
        <Text>{t('check.network.running')}</Text>
      </Group>
    );
  const texts = {
    pass: t('check.network.pass'),
    warn: t('check.network.warn'),
    fail: t('check.network.fail'),
  };
  const Icon = ICONS[check.data];
  return (
    <Stack gap="sm" align="flex-start" role="status">
      <Text c={COLORS[check.data]}>
        <Icon size={18} aria-hidden style={{ verticalAlign: '-3px' }} /> {texts[check.data]}
      </Text>
      {check.data !== 'pass' && (
        <Button variant="default" leftSection={<RotateCw size={16} aria-hidden />} onClick={() => void check.refetch()}>
          {t('check.network.again')}
        </Button>
      )}
    </Stack>
  );
}
