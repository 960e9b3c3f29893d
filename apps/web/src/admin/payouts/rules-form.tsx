import { Button, Group, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { editableMoney, parseMoney } from '~/shared/format.ts';
import { editablePercent, parsePercent } from '~/shared/percent.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { type Rules, useRulesWriter } from './data.ts';

const SCHEDULES = ['daily', 'weekly', 'monthly', 'manual'] as const satisfies readonly Rules['payoutSchedule'][];

interface Values extends Record<string, unknown> {
  payoutSchedule: Rules['payoutSchedule'];
  payoutMinimumMinor: string;
  payoutHoldDays: string;
  newAdvisorHoldDays: string;
  reserveBp: string;
  reserveDays: string;
  payoutAccountRequired: boolean;
  waiverReason: string;
  taxIdentityRequired: boolean;
}

const textsOf = (rules: Rules): Values => ({
  payoutSchedule: rules.payoutSchedule,
  payoutMinimumMinor: editableMoney(rules.payoutMinimumMinor),
  payoutHoldDays: `${rules.payoutHoldDays}`,
  newAdvisorHoldDays: `${rules.newAdvisorHoldDays}`,
  reserveBp: editablePercent(rules.reserveBp),
  reserveDays: `${rules.reserveDays}`,
  payoutAccountRequired: rules.payoutAccountRequired,
  waiverReason: '',
  taxIdentityRequired: rules.taxIdentityRequired,
});

const wholeOf = (typed: string): number | undefined =>
  /^\s*\d{1,3}\s*$/.test(typed) ? Number.parseInt(typed, 10) : undefined;

/** Calls without a payout account are asked for in so many words. */
const isWaived = (rules: Rules, values: Values): boolean =>
  rules.payoutAccountRequired && !values.payoutAccountRequired;

/** What differs from the rules in force. Every text was found right. */
function changesOf(rules: Rules, values: Values): Schemas['PayoutRulesFields'] {
  const all = {
    payoutSchedule: values.payoutSchedule,
    payoutMinimumMinor: parseMoney(values.payoutMinimumMinor)!,
    payoutHoldDays: wholeOf(values.payoutHoldDays)!,
    newAdvisorHoldDays: wholeOf(values.newAdvisorHoldDays)!,
    reserveBp: parsePercent(values.reserveBp)!,
    reserveDays: wholeOf(values.reserveDays)!,
    payoutAccountRequired: values.payoutAccountRequired,
    taxIdentityRequired: values.taxIdentityRequired,
  };
  const changes = Object.fromEntries(
    Object.entries(all).filter(([name, value]) => rules[name as keyof Rules] !== value),
  );
  return isWaived(rules, values) ? { ...changes, waiverReason: values.waiverReason.trim() } : changes;
}

export function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation('money');
  const save = useRulesWriter();
  const within = (value: number | undefined, min: number, max: number): boolean =>
    value !== undefined && value >= min && value <= max;
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: textsOf(rules),
    validate: {
      payoutMinimumMinor: (typed) => (within(parseMoney(typed), 1, 10_000_000) ? null : t('rules.wrong.minimum')),
      payoutHoldDays: (typed) => (within(wholeOf(typed), 0, 90) ? null : t('rules.wrong.newHold')),
      newAdvisorHoldDays: (typed) => (within(wholeOf(typed), 0, 90) ? null : t('rules.wrong.newHold')),
      reserveBp: (typed) => (within(parsePercent(typed), 0, 5_000) ? null : t('rules.wrong.reserve')),
      reserveDays: (typed) => (within(wholeOf(typed), 1, 365) ? null : t('rules.wrong.reserveDays')),
      waiverReason: (typed, values) =>
        isWaived(rules, values) && typed.trim() === '' ? t('rules.wrong.waiver') : null,
    },
  });
  const texts = textsOf(rules);
  const isDirty = Object.entries(texts).some(([name, value]) => form.values[name] !== value);
  const send = form.send(async (values) => {
    const saved = await save(changesOf(rules, values));
    form.setValues(textsOf(saved));
    notifications.show({ color: 'success', message: t('rules.saved') });
    announce(t('rules.saved'));
  });
  return (
    <form onSubmit={send} noValidate>
      <LeaveGuard isDirty={isDirty} />
      <Stack>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Select
            label={t('rules.schedule')}
            description={t('rules.scheduleText')}
            allowDeselect={false}
            data={SCHEDULES.map((value) => ({ value, label: t(`rules.schedules.${value}`) }))}
            {...form.getInputProps('payoutSchedule')}
          />
          <TextInput
            label={t('rules.minimum', { currency: boot.site.currency })}
            description={t('rules.minimumText')}
            inputMode="decimal"
            {...form.getInputProps('payoutMinimumMinor')}
          />
          <TextInput
            label={t('rules.hold')}
            description={t('rules.holdText')}
            inputMode="numeric"
            {...form.getInputProps('payoutHoldDays')}
          />
          <TextInput
            label={t('rules.newHold')}
            description={t('rules.newHoldText')}
            inputMode="numeric"
            {...form.getInputProps('newAdvisorHoldDays')}
          />
          <TextInput
            label={t('rules.reserveIn')}
            description={t('rules.reserveText')}
            inputMode="decimal"
            {...form.getInputProps('reserveBp')}
          />
          <TextInput
            label={t('rules.reserveDays')}
            description={t('rules.reserveDaysText')}
            inputMode="numeric"
            {...form.getInputProps('reserveDays')}
          />
          <Switch
            label={t('rules.required')}
            description={t('rules.requiredText')}
            {...form.getInputProps('payoutAccountRequired', { type: 'checkbox' })}
          />
          {isWaived(rules, form.values) && (
            <TextInput
              label={t('rules.waiver')}
              description={t('rules.waiverText')}
              required
              maxLength={300}
              {...form.getInputProps('waiverReason')}
            />
          )}
          <Switch
            label={t('rules.taxRequired')}
            description={t('rules.taxRequiredText')}
            {...form.getInputProps('taxIdentityRequired', { type: 'checkbox' })}
          />
        </SimpleGrid>
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button type="submit" loading={form.isSending} disabled={!isDirty}>
            {t('rules.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
