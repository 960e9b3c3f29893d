import { Alert, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { RowsLink } from '../shell/rows-link.tsx';

/** Endpoints that the platform switched off are told of where everybody begins [N11]. */
export function WebhooksOff() {
  const { t } = useTranslation('admin');
  const { data } = useQuery({
    queryKey: ['webhooks', 'endpoints'],
    queryFn: () => unwrap(api.GET('/v1/webhook-endpoints')),
  });
  const isOff = data?.data.some(({ disabledBecause }) => disabledBecause !== null && disabledBecause !== 'staff');
  if (isOff !== true) return null;
  return (
    <Alert
      role="alert"
      variant="outline"
      color="danger"
      icon={<TriangleAlert aria-hidden />}
      title={t('home.webhooksOff.title')}
    >
      <Stack gap="xs" align="flex-start">
        <Text>{t('home.webhooksOff.text')}</Text>
        <RowsLink to="/webhooks" search={{}}>
          {t('home.webhooksOff.open')}
        </RowsLink>
      </Stack>
    </Alert>
  );
}
