import { Button, Group, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { within } from '~/features/bookings/within.ts';
import { DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { useStaff } from '../staff.tsx';
import { type Rules, useRules, useRulesWriter } from './data.ts';

interface Values extends Record<string, unknown> {
  acceptHours: string;
  tiers: { hoursBefore: string; refundPercent: string }[];
  noShowFeePercent: string;
  waitMinutes: string;
  returnsRest: boolean;
}

const MAX_TIERS = 6;

const textsOf = (rules: Rules): Values => ({
  acceptHours: `${rules.acceptHours}`,
  tiers: rules.tiers.map(({ hoursBefore, refundPercent }) => ({
    hoursBefore: `${hoursBefore}`,
    refundPercent: `${refundPercent}`,
  })),
  noShowFeePercent: `${rules.noShowFeePercent}`,
  waitMinutes: `${rules.waitMinutes}`,
  returnsRest: rules.returnsRest,
});

/** Time to accept, what comes back by notice, who does not come. Bookings keep the rules with which they were made. */
export function RulesView() {
  const query = useRules();
  return <DataView query={query}>{(rules) => <RulesForm rules={rules} />}</DataView>;
}

function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation('bookings');
  const mayChange = useStaff().is('owner', 'admin');
  const save = useRulesWriter();
  const range =
    (min: number, max: number) =>
    (typed: string): string | null =>
      within(typed, min, max) === undefined ? t('settings.range', { min, max }) : null;
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: textsOf(rules),
    validate: {
      acceptHours: range(1, 168),
      noShowFeePercent: range(0, 100),
      waitMinutes: range(5, 30),
      tiers: { hoursBefore: range(0, 720), refundPercent: range(0, 100) },
    },
  });
  const isDirty = JSON.stringify(textsOf(rules)) !== JSON.stringify(form.values);
  const send = form.send(async (values) => {
    const whole = (typed: string): number => Number.parseInt(typed, 10);
    const saved = await save({
      acceptHours: whole(values.acceptHours),
      tiers: values.tiers.map(({ hoursBefore, refundPercent }) => ({
        hoursBefore: whole(hoursBefore),
        refundPercent: whole(refundPercent),
      })),
      noShowFeePercent: whole(values.noShowFeePercent),
      waitMinutes: whole(values.waitMinutes),
      returnsRest: values.returnsRest,
    });
    form.setValues(textsOf(saved));
    announce(t('rules.saved'));
  });
  const field = (name: 'acceptHours' | 'noShowFeePercent' | 'waitMinutes', text: string) => (
    <TextInput
      label={t(`rules.${name}`)}
      description={text}
      inputMode="numeric"
      readOnly={!mayChange}
      {...form.getInputProps(name)}
    />
  );
  return (
    <form onSubmit={send} noValidate>
      <LeaveGuard isDirty={mayChange && isDirty} />
      <Stack maw="32rem">
        {!mayChange && <Text>{t('rules.readOnly')}</Text>}
        {field('acceptHours', t('rules.acceptHoursText'))}
        <section aria-labelledby="tiers">
          <Title order={2} size="h5" id="tiers">
            {t('rules.tiers')}
          </Title>
          <Text size="sm" c="dimmed" mb="xs">
            {t('rules.tiersText')}
          </Text>
          <Stack gap="xs">
            {form.values.tiers.map((_, i) => (
              <Group key={i} align="flex-end" gap="xs">
                <TextInput
                  label={t('rules.hoursBefore')}
                  inputMode="numeric"
                  readOnly={!mayChange}
                  {...form.getInputProps(`tiers.${i}.hoursBefore`)}
                />
                <TextInput
                  label={t('rules.refundPercent')}
                  inputMode="numeric"
                  readOnly={!mayChange}
                  {...form.getInputProps(`tiers.${i}.refundPercent`)}
                />
                {mayChange && (
                  <Button
                    variant="subtle"
                    color="danger"
                    aria-label={t('rules.removeTier', { number: i + 1 })}
                    onClick={() => form.removeListItem('tiers', i)}
                  >
                    {t('rules.remove')}
                  </Button>
                )}
              </Group>
            ))}
            {form.errors['tiers'] && (
              <Text size="sm" c="var(--t-danger-text)" role="alert">
                {form.errors['tiers']}
              </Text>
            )}
            {mayChange && form.values.tiers.length < MAX_TIERS && (
              <Button
                variant="subtle"
                style={{ alignSelf: 'flex-start' }}
                leftSection={<Plus size={14} aria-hidden />}
                onClick={() => form.insertListItem('tiers', { hoursBefore: '', refundPercent: '' })}
              >
                {t('rules.addTier')}
              </Button>
            )}
          </Stack>
        </section>
        {field('noShowFeePercent', t('rules.noShowFeePercentText'))}
        {field('waitMinutes', t('rules.waitMinutesText'))}
        <Switch
          label={t('rules.returnsRest')}
          description={t('rules.returnsRestText')}
          disabled={!mayChange}
          {...form.getInputProps('returnsRest', { type: 'checkbox' })}
        />
        <FormFailure failure={form.failure} />
        {mayChange && (
          <Group>
            <Button type="submit" loading={form.isSending} disabled={!isDirty}>
              {t('rules.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
