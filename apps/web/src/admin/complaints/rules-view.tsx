import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { useStaff } from '../staff.tsx';
import { type Rules, useRules, useRulesWriter } from './data.ts';

interface Values extends Record<string, unknown> {
  windowHours: string;
  advisorRefunds: boolean;
  advisorRefundDays: string;
}

const textsOf = (rules: Rules): Values => ({
  windowHours: `${rules.windowHours}`,
  advisorRefunds: rules.advisorRefunds,
  advisorRefundDays: `${rules.advisorRefundDays}`,
});

const within = (typed: string, min: number, max: number): number | undefined => {
  const value = /^\s*\d{1,3}\s*$/.test(typed) ? Number.parseInt(typed, 10) : -1;
  return value >= min && value <= max ? value : undefined;
};
const hoursOf = (typed: string): number | undefined => within(typed, 24, 336);
const daysOf = (typed: string): number | undefined => within(typed, 1, 365);

/** How long callers may complain, and whether and how long advisors refund by themselves. */
export function RulesView() {
  const query = useRules();
  return <DataView query={query}>{(rules) => <RulesForm rules={rules} />}</DataView>;
}

function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation('complaints');
  const mayChange = useStaff().is('owner', 'admin');
  const save = useRulesWriter();
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: textsOf(rules),
    validate: {
      windowHours: (typed) => (hoursOf(typed) === undefined ? t('admin.rules.windowWrong') : null),
      advisorRefundDays: (typed) => (daysOf(typed) === undefined ? t('admin.rules.daysWrong') : null),
    },
  });
  const isDirty = Object.entries(textsOf(rules)).some(([name, value]) => form.values[name] !== value);
  const send = form.send(async ({ windowHours, advisorRefunds, advisorRefundDays }) => {
    const saved = await save({
      windowHours: hoursOf(windowHours)!,
      advisorRefunds,
      advisorRefundDays: daysOf(advisorRefundDays)!,
    });
    form.setValues(textsOf(saved));
    announce(t('admin.rules.saved'));
  });
  return (
    <form onSubmit={send} noValidate>
      <LeaveGuard isDirty={mayChange && isDirty} />
      <Stack maw="28rem">
        {!mayChange && <Text>{t('admin.rules.readOnly')}</Text>}
        <TextInput
          label={t('admin.rules.window')}
          description={t('admin.rules.windowText')}
          inputMode="numeric"
          readOnly={!mayChange}
          {...form.getInputProps('windowHours')}
        />
        <Switch
          label={t('admin.rules.refunds')}
          description={t('admin.rules.refundsText')}
          disabled={!mayChange}
          {...form.getInputProps('advisorRefunds', { type: 'checkbox' })}
        />
        <TextInput
          label={t('admin.rules.days')}
          description={t('admin.rules.daysText')}
          inputMode="numeric"
          readOnly={!mayChange}
          {...form.getInputProps('advisorRefundDays')}
        />
        <FormFailure failure={form.failure} />
        {mayChange && (
          <Group>
            <Button type="submit" loading={form.isSending} disabled={!isDirty}>
              {t('admin.rules.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
