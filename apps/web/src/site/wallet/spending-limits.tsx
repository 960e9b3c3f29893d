import { Alert, Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime, editableMoney, money, parseMoney } from '~/shared/format.ts';
import { DataView, FormFailure, LoadingState, announce, useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

type Limits = Schemas['SpendingLimitsView'];
type Limit = Schemas['SpendingLimitView'];

/** The least limit of the API. */
const MIN_MINOR = 100;

/** Limits that people set for themselves, and a break. */
export function SpendingLimits() {
  const { t } = useTranslation('wallet');
  const query = useQuery({
    queryKey: keys.spendingLimits,
    queryFn: () => unwrap(api.GET('/v1/wallet/spending-limits', {})),
  });
  return (
    <Card withBorder maw="32rem" component="section" aria-labelledby="spending-limits">
      <Title order={2} size="h4" id="spending-limits" mb="sm">
        {t('limits.title')}
      </Title>
      <DataView query={query} loading={<LoadingState lines={3} height={36} />}>
        {(limits) => <LimitsForm limits={limits} />}
      </DataView>
    </Card>
  );
}

function LimitsForm({ limits }: { limits: Limits }) {
  const { t } = useTranslation('wallet');
  const client = useQueryClient();
  const { currency, daily, monthly, coolOffUntil } = limits;
  const shown = ({ limitMinor, nextMinor, changes }: Limit): string => {
    const minor = changes ? nextMinor : limitMinor;
    return minor === null ? '' : editableMoney(minor, currency);
  };
  const check = (typed: string): string | null =>
    typed.trim() === '' || (parseMoney(typed, currency) ?? 0) >= MIN_MINOR
      ? null
      : t('limits.invalid', { min: money(MIN_MINOR, currency) });
  const form = useProblemForm(
    {
      mode: 'uncontrolled',
      initialValues: { daily: shown(daily), monthly: shown(monthly), coolOff: '' },
      validate: { daily: check, monthly: check },
    },
    { dailyMinor: 'daily', monthlyMinor: 'monthly', coolOffUntil: 'coolOff' },
  );
  const note = ({ spentMinor, resetsAt, limitMinor, changes, nextMinor, nextAt }: Limit): string =>
    changes && nextAt !== null
      ? nextMinor === null
        ? t('limits.noLimit', { time: dateTime(nextAt) })
        : t('limits.next', { limit: money(nextMinor, currency), time: dateTime(nextAt) })
      : limitMinor === null
        ? t('limits.none')
        : t('limits.spent', { spent: money(spentMinor, currency), time: dateTime(resetsAt) });
  const submit = form.send(async (typed) => {
    const saved = await unwrap(
      api.PUT('/v1/wallet/spending-limits', {
        body: {
          dailyMinor: parseMoney(typed.daily, currency) ?? null,
          monthlyMinor: parseMoney(typed.monthly, currency) ?? null,
          ...(typed.coolOff === '' ? {} : { coolOffUntil: new Date(`${typed.coolOff}T23:59:59`).toISOString() }),
        },
      }),
    );
    client.setQueryData(keys.spendingLimits, saved);
    announce(t('limits.saved'));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('limits.intro')}
        </Text>
        {coolOffUntil !== null && (
          <Alert variant="outline" color="warning" icon={<Lock aria-hidden />}>
            {t('limits.resting', { time: dateTime(coolOffUntil) })}
          </Alert>
        )}
        <TextInput
          label={t('limits.daily', { currency })}
          description={note(daily)}
          inputMode="decimal"
          key={form.key('daily')}
          {...form.getInputProps('daily')}
        />
        <TextInput
          label={t('limits.monthly', { currency })}
          description={note(monthly)}
          inputMode="decimal"
          key={form.key('monthly')}
          {...form.getInputProps('monthly')}
        />
        <TextInput
          type="date"
          label={t('limits.coolOff')}
          description={t('limits.coolOffText')}
          key={form.key('coolOff')}
          {...form.getInputProps('coolOff')}
        />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" variant="default" loading={form.isSending}>
            {t('limits.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
