import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CirclePause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCallsWait } from '~/features/payouts/index.ts';
import { boot } from '~/shared/boot.ts';

/** Why no calls come yet: the licensee asks for a payout account that works [I1]. */
export function CallsWait({ linked = false }: { linked?: boolean }) {
  const { t } = useTranslation('pro');
  const { data: isWaiting } = useCallsWait();
  if (isWaiting !== true) return null;
  return (
    <Alert
      variant="outline"
      color="warning"
      icon={<CirclePause aria-hidden />}
      title={t('notice.callsWait')}
      role="status"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('notice.callsWaitText', { name: boot.site.name })}</Text>
        {linked && (
          <Button component={Link} to="/payouts">
            {t('notice.toPayouts')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
