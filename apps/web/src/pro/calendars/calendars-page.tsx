import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FeedAddress } from '~/features/calendars/index.ts';
import { dateTime } from '~/shared/format.ts';
import {
  ConfirmButton,
  DataView,
  FormFailure,
  LoadingState,
  Page,
  StatusBadge,
  type Tone,
  announce,
  useProblemText,
} from '~/shared/ui/index.ts';
import { type Calendar, useCalendarActs, useCalendars } from './queries.ts';
import { useWayBack } from './use-way-back.ts';

const TONES: Record<Calendar['status'], Tone> = { off: 'quiet', connected: 'good', failing: 'busy', reconnect: 'bad' };

/** Calendars elsewhere, and the address of the own one [H4]. */
export function CalendarsPage() {
  const { t } = useTranslation('calendars');
  const { isConnecting, failure } = useWayBack();
  return (
    <Page title={t('title')} intro={t('intro')}>
      <FormFailure failure={failure} />
      {isConnecting ? <LoadingState lines={4} /> : <Calendars />}
      <FeedAddress />
    </Page>
  );
}

function Calendars() {
  const { t } = useTranslation('calendars');
  const query = useCalendars();
  return (
    <DataView query={query} isEmpty={(rows) => rows.length === 0} empty={<Text>{t('none')}</Text>}>
      {(rows) => (
        <Stack>
          {rows.map((calendar) => (
            <OneCalendar key={calendar.provider} calendar={calendar} />
          ))}
        </Stack>
      )}
    </DataView>
  );
}

function OneCalendar({ calendar: { provider, status, syncedAt } }: { calendar: Calendar }) {
  const { t } = useTranslation('calendars');
  const { disconnect } = useCalendarActs();
  const name = t(`provider.${provider}`);
  return (
    <Card withBorder component="section" aria-labelledby={`calendar-${provider}`}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4" id={`calendar-${provider}`}>
            {name}
          </Title>
          <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>
        </Group>
        <Text size="sm">{t(`statusText.${status}`)}</Text>
        {syncedAt !== null && <Text size="sm">{t('syncedAt', { when: dateTime(syncedAt) })}</Text>}
        <Group>
          {(status === 'off' || status === 'reconnect') && (
            <ConnectButton provider={provider} isAgain={status !== 'off'} />
          )}
          {status !== 'off' && (
            <ConfirmButton
              variant="default"
              color="danger"
              title={t('disconnectTitle', { name })}
              text={t('disconnectText')}
              confirmLabel={t('disconnect')}
              onConfirm={() => disconnect(provider).then(() => announce(t('disconnected')))}
            >
              {t('disconnect')}
            </ConfirmButton>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

/** Leads to the page of the provider. */
function ConnectButton({ provider, isAgain }: { provider: Calendar['provider']; isAgain: boolean }) {
  const { t } = useTranslation('calendars');
  const words = useProblemText();
  const { begin } = useCalendarActs();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const go = (): void => {
    setBusy(true);
    setFailure(null);
    begin(provider)
      .then((url) => location.assign(url))
      .catch((error: unknown) => {
        setFailure(words(error));
        setBusy(false);
      });
  };
  return (
    <>
      <Button loading={isBusy} onClick={go}>
        {t(isAgain ? 'connectAgain' : 'connect')}
      </Button>
      <FormFailure failure={failure} />
    </>
  );
}
