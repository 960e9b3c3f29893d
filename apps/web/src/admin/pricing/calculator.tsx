import { Button, Card, Checkbox, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { CalculatorResult } from './calculator-result.tsx';
import { editablePercent, parsePercent } from './fields.ts';
import type { Pricing } from './rules.ts';
import { calculate } from './use-pricing.ts';

const MINUTES = /^\s*(\d{1,4})(?::([0-5]\d))?\s*$/;

/** Seconds of "5" or "5:30" minutes. */
const parseDuration = (typed: string): number | undefined => {
  const match = MINUTES.exec(typed);
  return match ? Number.parseInt(match[1]!, 10) * 60 + Number.parseInt(match[2] ?? '0', 10) : undefined;
};

/** What a call would cost by the rules in force, and who would get it, to the minor unit. */
export function Calculator({ pricing }: { pricing: Pricing }) {
  const { t } = useTranslation('admin');
  const [result, setResult] = useState<Schemas['CalculationView'] | null>(null);
  const form = useProblemForm(
    {
      mode: 'uncontrolled',
      initialValues: {
        rate: '',
        duration: '10:00',
        share: editablePercent(pricing.advisorShareBp),
        firstCall: false,
        at: '',
      },
      validate: {
        rate: (typed) => (parseMoney(typed) ? null : t('pricing.wrong.money', { currency: boot.site.currency })),
        duration: (typed) => (parseDuration(typed) === undefined ? t('pricing.wrong.duration') : null),
        share: (typed) => (parsePercent(typed) === undefined ? t('pricing.wrong.percent') : null),
      },
    },
    { ratePerMinuteMinor: 'rate', seconds: 'duration', advisorShareBp: 'share' },
  );
  const submit = form.send(async ({ rate, duration, share, firstCall, at }) => {
    const answer = await calculate({
      ratePerMinuteMinor: parseMoney(rate)!,
      seconds: parseDuration(duration)!,
      advisorShareBp: parsePercent(share)!,
      firstCall,
      ...(at === '' ? {} : { at: new Date(at).toISOString() }),
    });
    setResult(answer);
    announce(t('pricing.calculator.done'));
  });
  return (
    <Card withBorder component="section" aria-label={t('pricing.calculator.title')}>
      <Stack>
        <div>
          <Title order={2} size="h4">
            {t('pricing.calculator.title')}
          </Title>
          <Text c="dimmed">{t('pricing.calculator.text')}</Text>
        </div>
        <form onSubmit={submit} noValidate>
          <Stack>
            <Group align="flex-start" grow preventGrowOverflow={false}>
              <TextInput
                miw={180}
                label={t('pricing.calculator.rate')}
                description={boot.site.currency}
                inputMode="decimal"
                key={form.key('rate')}
                {...form.getInputProps('rate')}
              />
              <TextInput
                miw={180}
                label={t('pricing.calculator.duration')}
                description={t('pricing.calculator.durationHint')}
                key={form.key('duration')}
                {...form.getInputProps('duration')}
              />
              <TextInput
                miw={180}
                label={t('pricing.calculator.share')}
                description="%"
                inputMode="decimal"
                key={form.key('share')}
                {...form.getInputProps('share')}
              />
            </Group>
            <Group align="flex-start">
              <TextInput
                miw={220}
                type="datetime-local"
                label={t('pricing.calculator.at')}
                description={t('pricing.calculator.atHint')}
                key={form.key('at')}
                {...form.getInputProps('at')}
              />
              <Checkbox
                mt={4}
                label={t('pricing.calculator.firstCall')}
                description={t('pricing.calculator.firstCallHint')}
                key={form.key('firstCall')}
                {...form.getInputProps('firstCall', { type: 'checkbox' })}
              />
            </Group>
            <FormFailure failure={form.failure} />
            <Group>
              <Button type="submit" variant="default" loading={form.isSending}>
                {t('pricing.calculator.calculate')}
              </Button>
            </Group>
          </Stack>
        </form>
        {result && <CalculatorResult result={result} pricing={pricing} />}
      </Stack>
    </Card>
  );
}
