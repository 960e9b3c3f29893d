import { Alert, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../app-link.tsx';

/** The link was good when it was opened, and is no longer: its page says why. */
export function LinkClosed({ href }: { href: string }) {
  const { t } = useTranslation('call');
  return (
    <Alert variant="outline" color="warning" icon={<TriangleAlert aria-hidden />} title={t('link.notNow')}>
      <Stack gap="sm" align="flex-start">
        <Text>{t('link.notNowText')}</Text>
        <LinkButton href={href} variant="default">
          {t('link.back')}
        </LinkButton>
      </Stack>
    </Alert>
  );
}
