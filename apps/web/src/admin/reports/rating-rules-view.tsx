import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { useStaff } from '../staff.tsx';
import { type RatingRules, useRatingRules, useRatingRulesWriter } from './data.ts';

interface Values extends Record<string, unknown> {
  minMinutes: string;
  windowDays: string;
}

const textsOf = ({ minMinutes, windowDays }: RatingRules): Values => ({
  minMinutes: `${minMinutes}`,
  windowDays: `${windowDays}`,
});

const within = (typed: string, min: number, max: number): number | undefined => {
  const value = /^\s*\d{1,2}\s*$/.test(typed) ? Number.parseInt(typed, 10) : -1;
  return value >= min && value <= max ? value : undefined;
};
const minutesOf = (typed: string): number | undefined => within(typed, 0, 60);
const daysOf = (typed: string): number | undefined => within(typed, 1, 60);

/** Which calls may be rated, and for how long [K1]. */
export function RatingRulesView() {
  const query = useRatingRules();
  return <DataView query={query}>{(rules) => <RulesForm rules={rules} />}</DataView>;
}

function RulesForm({ rules }: { rules: RatingRules }) {
  const { t } = useTranslation('admin');
  const mayChange = useStaff().is('owner', 'admin');
  const save = useRatingRulesWriter();
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: textsOf(rules),
    validate: {
      minMinutes: (typed) => (minutesOf(typed) === undefined ? t('reports.rules.minutesWrong') : null),
      windowDays: (typed) => (daysOf(typed) === undefined ? t('reports.rules.daysWrong') : null),
    },
  });
  const isDirty = Object.entries(textsOf(rules)).some(([name, value]) => form.values[name] !== value);
  const send = form.send(async ({ minMinutes, windowDays }) => {
    const saved = await save({ minMinutes: minutesOf(minMinutes)!, windowDays: daysOf(windowDays)! });
    form.setValues(textsOf(saved));
    announce(t('reports.rules.saved'));
  });
  return (
    <form onSubmit={send} noValidate>
      <LeaveGuard isDirty={mayChange && isDirty} />
      <Stack maw="28rem">
        {!mayChange && <Text>{t('reports.rules.readOnly')}</Text>}
        <TextInput
          label={t('reports.rules.minutes')}
          description={t('reports.rules.minutesText')}
          inputMode="numeric"
          readOnly={!mayChange}
          {...form.getInputProps('minMinutes')}
        />
        <TextInput
          label={t('reports.rules.days')}
          description={t('reports.rules.daysText')}
          inputMode="numeric"
          readOnly={!mayChange}
          {...form.getInputProps('windowDays')}
        />
        <FormFailure failure={form.failure} />
        {mayChange && (
          <Group>
            <Button type="submit" loading={form.isSending} disabled={!isDirty}>
              {t('reports.rules.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
