import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { Signpost } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** The sign-in was right, the place is not: where this account works. */
export function WrongFace({ face }: { face: unknown }) {
  const { t } = useTranslation('pro');
  return (
    <Alert variant="outline" color="warning" icon={<Signpost aria-hidden />} role="alert" title={t('signIn.wrongFace')}>
      <Stack gap="xs" align="flex-start">
        {face === 'site' && (
          <>
            <Text size="sm">{t('signIn.isCaller')}</Text>
            <Anchor href="/sign-in">{t('signIn.toSite')}</Anchor>
          </>
        )}
        {face === 'admin' && (
          <>
            <Text size="sm">{t('signIn.isStaff')}</Text>
            <Anchor href="/admin/">{t('signIn.toAdmin')}</Anchor>
          </>
        )}
        {face === 'ops' && <Text size="sm">{t('signIn.isOperator')}</Text>}
      </Stack>
    </Alert>
  );
}
