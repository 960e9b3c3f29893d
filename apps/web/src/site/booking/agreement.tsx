import { Button, Card, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BOOKINGS_KEY, Tiers } from '~/features/bookings/index.ts';
import { type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { acceptedStart } from '~/shared/start-terms.ts';
import { DataView, FormFailure, announce, useProblemText } from '~/shared/ui/index.ts';
import { LinkButton } from '../lib/links.tsx';

type Wish = Schemas['QuoteBooking'];
type Quote = Schemas['BookingQuoteView'];

/** Price and rules of the chosen slot, before anything is held. */
export function Agreement({ wish }: { wish: Wish }) {
  const { t } = useTranslation('bookings');
  const quote = useQuery({
    queryKey: [...BOOKINGS_KEY, 'quote', wish],
    staleTime: 0,
    queryFn: () => unwrap(api.POST('/v1/bookings/quote', { body: wish })),
  });
  return (
    <Card withBorder component="section" aria-labelledby="agreement">
      <Title order={2} size="h4" id="agreement" mb="sm">
        {dateTime(wish.startsAt)}
      </Title>
      <DataView query={quote}>{(found) => <Book key={wish.startsAt} wish={wish} quote={found} />}</DataView>
      <Text size="xs" c="dimmed" mt="sm">
        {t('book.heldText')}
      </Text>
    </Card>
  );
}

function Book({ wish, quote }: { wish: Wish; quote: Quote }) {
  const { t } = useTranslation('bookings');
  const words = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [topic, setTopic] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const { priceMinor, currency, acceptBy } = quote;
  const price = money(priceMinor, currency);
  const send = (): void => {
    setSending(true);
    setFailure(null);
    const body = {
      ...wish,
      acceptedPriceMinor: priceMinor,
      acceptedStart: acceptedStart(),
      ...(topic.trim() !== '' && { topic: topic.trim() }),
    };
    sendOnce(`booking:${JSON.stringify(body)}`, (params) => unwrap(api.POST('/v1/bookings', { params, body })))
      .then(async () => {
        announce(t('book.done'));
        await navigate({ to: '/bookings' });
      })
      .catch((error: unknown) => {
        setFailure(words(error));
        if (isProblem(error)) void queries.invalidateQueries({ queryKey: BOOKINGS_KEY });
      })
      .finally(() => setSending(false));
  };
  return (
    <Stack>
      <Text fw={600}>{t('book.price', { price, count: Number(wish.minutes) })}</Text>
      <Text size="sm">{t('book.overrun', { price: money(quote.overrunPerMinuteMinor, currency) })}</Text>
      <Text size="sm">{t(quote.returnsRest ? 'book.returnsRest' : 'book.keepsRest')}</Text>
      <Text size="sm">{acceptBy === null ? t('book.atOnce') : t('book.acceptBy', { when: dateTime(acceptBy) })}</Text>
      <div>
        <Text size="sm" fw={600}>
          {t('book.cancelling')}
        </Text>
        <Tiers tiers={quote.tiers} />
        <Text size="sm" mt="xs">
          {t('book.noShow', { count: quote.waitMinutes, percent: quote.noShowFeePercent })}
        </Text>
      </div>
      <TextInput
        label={t('book.topic')}
        description={t('book.topicText')}
        maxLength={200}
        value={topic}
        onChange={(event) => setTopic(event.currentTarget.value)}
      />
      <FormFailure failure={failure} />
      {quote.sufficient ? (
        <>
          <Text size="sm" c="dimmed">
            {t('book.mandateStart')}
          </Text>
          <Button size="lg" loading={isSending} onClick={send}>
            {t('book.send', { price })}
          </Button>
        </>
      ) : (
        <>
          <Text>{t('book.short', { available: money(quote.availableMinor, currency), price })}</Text>
          <LinkButton to="/wallet">{t('book.topUp')}</LinkButton>
        </>
      )}
    </Stack>
  );
}
