import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, FormFailure, SecretField, announce, useProblemText } from '~/shared/ui/index.ts';

const KEY = ['calendar-feed'];

/** The secret address under which a calendar program finds the own bookings. It is shown once. */
export function FeedAddress() {
  const { t } = useTranslation('calendars');
  const query = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/me/calendar-feed', {})) });
  return (
    <Card withBorder component="section" aria-labelledby="calendar-feed">
      <Stack>
        <Title order={2} size="h4" id="calendar-feed">
          {t('feed.title')}
        </Title>
        <Text size="sm">{t('feed.text')}</Text>
        <DataView query={query}>{(feed) => <Address createdAt={feed.createdAt} />}</DataView>
      </Stack>
    </Card>
  );
}

function Address({ createdAt }: { createdAt: string | null }) {
  const { t } = useTranslation('calendars');
  const queries = useQueryClient();
  const words = useProblemText();
  const [url, setUrl] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    const made = await unwrap(api.POST('/v1/me/calendar-feed', {}));
    setUrl(made.url);
    queries.setQueryData(KEY, { isOn: true, createdAt: made.createdAt });
    announce(t('feed.made'));
  };
  const takeAway = async (): Promise<void> => {
    await unwrap(api.DELETE('/v1/me/calendar-feed', {}));
    setUrl(null);
    queries.setQueryData(KEY, { isOn: false, createdAt: null });
    announce(t('feed.gone'));
  };
  const first = (): void => {
    setBusy(true);
    setFailure(null);
    make()
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Stack>
      {url !== null && <SecretField label={t('feed.address')} value={url} />}
      {url !== null && <Text size="sm">{t('feed.once')}</Text>}
      {createdAt !== null && url === null && <Text size="sm">{t('feed.since', { when: dateTime(createdAt) })}</Text>}
      <Group>
        {createdAt === null ? (
          <Button variant="default" loading={isBusy} onClick={first}>
            {t('feed.make')}
          </Button>
        ) : (
          <>
            <ConfirmButton
              variant="default"
              title={t('feed.renewTitle')}
              text={t('feed.renewText')}
              confirmLabel={t('feed.renew')}
              onConfirm={make}
            >
              {t('feed.renew')}
            </ConfirmButton>
            <ConfirmButton
              variant="default"
              color="danger"
              title={t('feed.revokeTitle')}
              text={t('feed.revokeText')}
              confirmLabel={t('feed.revoke')}
              onConfirm={takeAway}
            >
              {t('feed.revoke')}
            </ConfirmButton>
          </>
        )}
      </Group>
      <FormFailure failure={failure} />
    </Stack>
  );
}
