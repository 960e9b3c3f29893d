import { Alert, Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Phone, TriangleAlert, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { duration, money, percent } from '~/shared/format.ts';
import { boot } from '~/shared/boot.ts';
import { DataView, FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { LinkButton } from '../app-link.tsx';
import type { Call, Medium, Quote } from '../model.ts';
import { LinkClosed } from './link-closed.tsx';
import { OwnLimit, PER_MINUTE, type WishValues, isLimitReadable, limitOf, planOf } from './own-limit.tsx';
import { PlanChoice } from './plan-choice.tsx';
import { PriceTerms, rateAfter } from './price-terms.tsx';
import { RunningCall } from './running-call.tsx';
import { type CallWish, useAdvisorName, useQuote } from './use-quote.ts';
import { agreedTo, useStartCall } from './use-start-call.ts';

interface ConsentFormProps {
  readonly advisorId: string;
  readonly medium: Medium;
  /** The link that sets the price. */
  readonly linkToken?: string;
  readonly walletHref: (needMinor: number) => string;
  readonly directoryHref: string;
  readonly onStarted: (call: Call) => void;
}

const TYPING_MS = 400;

/** What the call costs, and the one button that starts it (S6.6). */
export function ConsentForm({ advisorId, medium, linkToken, walletHref, directoryHref, onStarted }: ConsentFormProps) {
  const { t } = useTranslation('call');
  const { currency } = boot.site;
  const [refusal, setRefusal] = useState<string | null>(null);
  const { start, changedFrom } = useStartCall();
  const { data: advisor } = useAdvisorName(advisorId);
  const prices = advisor?.prices[medium];
  const form = useProblemForm<WishValues>({
    mode: 'controlled',
    initialValues: {
      topic: '',
      plan: PER_MINUTE,
      thenPerMinute: false,
      limit: 'none',
      maxMinutes: '',
      maxSpendMinor: '',
    },
    validate: {
      maxMinutes: (_, values) =>
        values.limit === 'minutes' && !isLimitReadable(values, currency) ? t('consent.limit.badMinutes') : null,
      maxSpendMinor: (_, values) =>
        values.limit === 'amount' && !isLimitReadable(values, currency) ? t('consent.limit.badAmount') : null,
    },
  });
  const values = form.getValues();
  const limit = {
    ...planOf(values),
    ...limitOf(values, currency),
    ...(linkToken !== undefined && { linkToken }),
  };
  const [asked] = useDebouncedValue(JSON.stringify(limit), TYPING_MS);
  const wish: CallWish = { advisorId, medium, ...(JSON.parse(asked) as Partial<CallWish>) };
  const quote = useQuote(wish);
  const topic = values.topic.trim();

  const request = (shown: Quote) =>
    form.send(async () => {
      setRefusal(null);
      try {
        const call = await start({ advisorId, medium, ...limit, ...(topic === '' ? {} : { topic }) }, shown);
        if (call) onStarted(call);
      } catch (error) {
        if (isProblem(error)) setRefusal(error.code);
        if (isProblem(error, 'insufficient-funds')) void quote.refetch();
        throw error;
      }
    });

  // The smallest limit that a call can have is the API's to know: its word is shown at the field.
  const limitFault =
    isProblem(quote.error) &&
    quote.error.errors.some(({ pointer }) => pointer === '/maxSpendMinor' || pointer === '/maxMinutes')
      ? t(values.plan === PER_MINUTE && !quote.data?.session ? 'consent.limit.tooSmall' : 'consent.limit.belowSession')
      : null;
  if (linkToken !== undefined && isProblem(quote.error, 'link-not-open') && quote.data === undefined)
    return <LinkClosed href={`/c/${linkToken}`} />;
  if (isProblem(quote.error, 'advisor-unavailable', 'not-found') && quote.data === undefined)
    return (
      <Alert variant="outline" color="warning" icon={<TriangleAlert aria-hidden />} title={t('consent.away.title')}>
        <Stack gap="sm" align="flex-start">
          <Text>{t('consent.away.text')}</Text>
          <LinkButton href={directoryHref} variant="default">
            {t('action.otherAdvisor')}
          </LinkButton>
        </Stack>
      </Alert>
    );
  return (
    <DataView query={limitFault === null ? quote : { ...quote, error: null }}>
      {(shown) => (
        <form onSubmit={request(shown)} noValidate>
          <Stack gap="md">
            {changedFrom !== null && changedFrom !== agreedTo(shown) && (
              <Alert
                variant="outline"
                color="warning"
                icon={<TriangleAlert aria-hidden />}
                title={t('consent.changed.title')}
                role="alert"
              >
                {t('consent.changed.text')}
              </Alert>
            )}
            {prices && linkToken === undefined && <PlanChoice prices={prices} currency={shown.currency} form={form} />}
            <Card withBorder component="section" aria-label={t('consent.title')}>
              <Stack>
                <Title order={2} size="h4">
                  {t('consent.title')}
                </Title>
                <PriceTerms quote={shown} wish={wish} />
              </Stack>
            </Card>
            <Card withBorder component="section" aria-label={t('consent.wish')}>
              <Stack>
                <Title order={2} size="h4">
                  {t('consent.wish')}
                </Title>
                <TextInput
                  label={t('consent.topic')}
                  description={t('consent.topicText')}
                  maxLength={200}
                  {...form.getInputProps('topic')}
                />
                <OwnLimit form={form} />
                {limitFault !== null && <FormFailure failure={limitFault} />}
              </Stack>
            </Card>
            <FormFailure failure={form.failure} />
            {refusal === 'already-in-call' && <RunningCall />}
            {(refusal === 'advisor-busy' || refusal === 'advisor-unavailable') && (
              <Group>
                <LinkButton href={directoryHref} variant="default">
                  {t('action.otherAdvisor')}
                </LinkButton>
              </Group>
            )}
            {shown.sufficient ? (
              <Group justify="space-between" gap="sm">
                <Text size="sm" c="dimmed" flex="1 1 14rem">
                  {shown.session
                    ? t(shown.session.thenPerMinute ? 'consent.button.sessionThen' : 'consent.button.session', {
                        price: money(shown.session.priceMinor, shown.currency),
                        time: duration(shown.session.minutes * 60),
                        rate: money(rateAfter(shown, shown.session.minutes), shown.currency),
                      })
                    : t('consent.button.text', { price: money(shown.ratePerMinuteMinor, shown.currency) })}{' '}
                  {shown.tax.display === 'exclusive' && shown.taxRateBp > 0
                    ? t('consent.button.taxOnTop', { rate: percent(shown.taxRateBp) })
                    : null}{' '}
                  {t('consent.mandateStart')}
                </Text>
                <Button
                  type="submit"
                  size="lg"
                  color="success"
                  loading={form.isSending}
                  disabled={limitFault !== null || quote.isPlaceholderData}
                  leftSection={medium === 'video' ? <Video size={20} aria-hidden /> : <Phone size={20} aria-hidden />}
                >
                  {t('consent.button.start')}
                </Button>
              </Group>
            ) : (
              <Alert
                variant="outline"
                color="warning"
                icon={<TriangleAlert aria-hidden />}
                title={t('consent.poor.title')}
              >
                <Stack gap="sm" align="flex-start">
                  <Text>
                    {t('consent.poor.text', {
                      need: money(shown.holdMinor, shown.currency),
                      have: money(shown.availableMinor, shown.currency),
                    })}
                  </Text>
                  <LinkButton href={walletHref(shown.holdMinor - shown.availableMinor)}>
                    {t('consent.poor.topUp')}
                  </LinkButton>
                </Stack>
              </Alert>
            )}
          </Stack>
        </form>
      )}
    </DataView>
  );
}
