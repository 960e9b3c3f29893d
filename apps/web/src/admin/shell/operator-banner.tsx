import { Button, Group, Text } from '@mantine/core';
import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { signOut } from '~/shared/api/index.ts';
import { time } from '~/shared/format.ts';
import { useStaff } from '../staff.tsx';

/** While the operator is in here, every page says so, why, and until when. */
export function OperatorBanner() {
  const { t } = useTranslation('admin');
  const { operatorAccess } = useStaff();
  if (!operatorAccess) return null;
  return (
    <Group
      component="section"
      aria-label={t('shell.operator.label')}
      justify="space-between"
      px="md"
      py="xs"
      bg="var(--t-warning-tint)"
      c="var(--t-warning-on-tint)"
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <ShieldAlert size={20} aria-hidden style={{ flexShrink: 0, marginBlockStart: 2 }} />
        <Text>
          {t('shell.operator.text', { until: time(operatorAccess.expiresAt), reason: operatorAccess.reason })}
        </Text>
      </Group>
      <Button variant="default" onClick={() => void signOut().catch(() => undefined)}>
        {t('shell.operator.end')}
      </Button>
    </Group>
  );
}
