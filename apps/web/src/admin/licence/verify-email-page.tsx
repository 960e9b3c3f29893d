import { Alert, Anchor, Container, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, Page } from '~/shared/ui/index.ts';

const tokenIn = (hash: string): string => new URLSearchParams(hash.slice(1)).get('token') ?? '';

/** The link of the sign-up. The token stands behind the #, so no server on the way has it in a log. */
export function VerifyEmailPage() {
  const { t } = useTranslation('admin');
  const [token] = useState(() => tokenIn(location.hash));
  const query = useQuery({
    queryKey: ['verify-email', token],
    retry: false,
    staleTime: Infinity,
    queryFn: async () => {
      await unwrap(api.POST('/v1/email-verifications', { body: { token } }));
      return true;
    },
  });
  return (
    <Container component="main" id="main" size="sm" py="xl">
      <Page title={t('verifyEmail.title')}>
        <DataView query={query}>
          {() => (
            <Stack>
              <Alert variant="outline" color="success" icon={<CircleCheck aria-hidden />}>
                {t('verifyEmail.done')}
              </Alert>
              <Anchor href="/admin/">{t('verifyEmail.on')}</Anchor>
            </Stack>
          )}
        </DataView>
      </Page>
    </Container>
  );
}
