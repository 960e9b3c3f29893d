import { Button, Card, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import type { Call } from '../model.ts';
import { WALLET_KEY, callKey } from '../use-call.ts';

const CHOICES = [200, 500, 1000] as const;
const OWN = 'own';
/** The limits of the API. */
const MIN_MINOR = 50;
const MAX_MINOR = 20_000;

/** What was given already, and the way to give more while there is one. */
export function Tip({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  return (
    <>
      {call.tippedMinor > 0 && (
        <Text role="status">{t('tip.given', { amount: money(call.tippedMinor, call.currency) })}</Text>
      )}
      {call.tippable && <TipForm call={call} />}
    </>
  );
}

function TipForm({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  const client = useQueryClient();
  const { currency, advisorName: name } = call;
  const range = t('tip.range', { min: money(MIN_MINOR, currency), max: money(MAX_MINOR, currency) });
  const minorOf = ({ choice, own }: { choice: string; own: string }): number =>
    choice === OWN ? (parseMoney(own, currency) ?? 0) : Number.parseInt(choice, 10);
  const form = useProblemForm(
    {
      mode: 'controlled',
      initialValues: { choice: String(CHOICES[0]), own: '' },
      validate: {
        own: (_, values) => {
          const minor = minorOf(values);
          return minor < MIN_MINOR || minor > MAX_MINOR ? range : null;
        },
      },
    },
    { amountMinor: 'own' },
  );
  const values = form.getValues();
  const send = form.send(async (typed) => {
    const amountMinor = minorOf(typed);
    await sendOnce(`tip:${call.id}`, ({ header }) =>
      unwrap(api.POST('/v1/calls/{id}/tip', { params: { path: { id: call.id }, header }, body: { amountMinor } })),
    );
    announce(t('tip.done', { name, amount: money(amountMinor, currency) }));
    void client.invalidateQueries({ queryKey: WALLET_KEY });
    await client.invalidateQueries({ queryKey: callKey(call.id) });
  });
  return (
    <Card withBorder component="section" aria-label={t('tip.title', { name })}>
      <form onSubmit={send} noValidate>
        <Stack>
          <Title order={2} size="h4">
            {t('tip.title', { name })}
          </Title>
          <Text size="sm" c="dimmed">
            {t('tip.text', { name })}
          </Text>
          <Radio.Group label={t('tip.amount')} {...form.getInputProps('choice')}>
            <Group mt="xs">
              {CHOICES.map((minor) => (
                <Radio key={minor} value={String(minor)} label={money(minor, currency)} />
              ))}
              <Radio value={OWN} label={t('tip.other')} />
            </Group>
          </Radio.Group>
          {values.choice === OWN && (
            <TextInput
              label={t('tip.own', { currency })}
              description={range}
              inputMode="decimal"
              required
              {...form.getInputProps('own')}
            />
          )}
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" variant="default" loading={form.isSending}>
              {minorOf(values) > 0 ? t('tip.send', { amount: money(minorOf(values), currency) }) : t('tip.choose')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
