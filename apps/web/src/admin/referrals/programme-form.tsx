import { Button, Group, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { editableMoney, parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { type Programme, useProgrammeWriter } from './data.ts';

interface Values extends Record<string, unknown> {
  isOn: boolean;
  inviterRewardMinor: string;
  inviterRewardDays: string;
  invitedRewardMinor: string;
  invitedRewardDays: string;
  minTopUpMinor: string;
  mostPerInviter: string;
  waitDays: string;
}

const MONEY = ['inviterRewardMinor', 'invitedRewardMinor', 'minTopUpMinor'] as const;
const COUNTS = ['inviterRewardDays', 'invitedRewardDays', 'mostPerInviter', 'waitDays'] as const;

const countOf = (typed: string): number | undefined =>
  /^\s*\d{1,6}\s*$/.test(typed) ? Number.parseInt(typed, 10) : undefined;
const amountOf = (typed: string): number | undefined => (/^\s*0+\s*$/.test(typed) ? 0 : parseMoney(typed));

const textsOf = (programme: Programme): Values => ({
  isOn: programme.isOn,
  inviterRewardMinor: editableMoney(programme.inviterRewardMinor),
  inviterRewardDays: `${programme.inviterRewardDays ?? ''}`,
  invitedRewardMinor: editableMoney(programme.invitedRewardMinor),
  invitedRewardDays: `${programme.invitedRewardDays ?? ''}`,
  minTopUpMinor: editableMoney(programme.minTopUpMinor),
  mostPerInviter: `${programme.mostPerInviter ?? ''}`,
  waitDays: `${programme.waitDays}`,
});

/** Every text was found right. */
const programmeOf = (values: Values): Schemas['SetReferralProgramme'] => ({
  isOn: values.isOn,
  inviterRewardMinor: amountOf(values.inviterRewardMinor)!,
  inviterRewardDays: countOf(values.inviterRewardDays) ?? null,
  invitedRewardMinor: amountOf(values.invitedRewardMinor)!,
  invitedRewardDays: countOf(values.invitedRewardDays) ?? null,
  minTopUpMinor: amountOf(values.minTopUpMinor)!,
  mostPerInviter: countOf(values.mostPerInviter) ?? null,
  waitDays: countOf(values.waitDays)!,
});

/** What invitations bring, on and off. */
export function ProgrammeForm({ programme, mayChange }: { programme: Programme; mayChange: boolean }) {
  const { t } = useTranslation('admin');
  const save = useProgrammeWriter();
  const { currency } = programme;
  const amount = (typed: string): string | null => (amountOf(typed) === undefined ? t('referrals.wrongAmount') : null);
  const optional = (typed: string): string | null =>
    typed.trim() === '' || countOf(typed) !== undefined ? null : t('referrals.wrongCount');
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: textsOf(programme),
    validate: {
      inviterRewardMinor: amount,
      invitedRewardMinor: amount,
      minTopUpMinor: amount,
      inviterRewardDays: optional,
      invitedRewardDays: optional,
      mostPerInviter: optional,
      waitDays: (typed) => (countOf(typed) === undefined ? t('referrals.wrongCount') : null),
    },
  });
  const texts = textsOf(programme);
  const isDirty = ['isOn', ...MONEY, ...COUNTS].some((name) => form.values[name] !== texts[name]);
  const send = form.send(async (values) => {
    form.setValues(textsOf(await save(programmeOf(values))));
    announce(t('referrals.saved'));
  });
  const days = {
    readOnly: !mayChange,
    label: t('referrals.days'),
    description: t('referrals.daysHint'),
    inputMode: 'numeric',
  } as const;
  return (
    <form onSubmit={send} noValidate>
      <LeaveGuard isDirty={isDirty} />
      <Stack>
        <Switch
          label={t('referrals.isOn')}
          disabled={!mayChange}
          {...form.getInputProps('isOn', { type: 'checkbox' })}
        />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <TextInput
            readOnly={!mayChange}
            label={t('referrals.inviterReward', { currency })}
            inputMode="decimal"
            {...form.getInputProps('inviterRewardMinor')}
          />
          <TextInput {...days} {...form.getInputProps('inviterRewardDays')} />
          <TextInput
            readOnly={!mayChange}
            label={t('referrals.invitedReward', { currency })}
            inputMode="decimal"
            {...form.getInputProps('invitedRewardMinor')}
          />
          <TextInput {...days} {...form.getInputProps('invitedRewardDays')} />
          <TextInput
            readOnly={!mayChange}
            label={t('referrals.minTopUp', { currency })}
            inputMode="decimal"
            {...form.getInputProps('minTopUpMinor')}
          />
          <TextInput
            readOnly={!mayChange}
            label={t('referrals.most')}
            description={t('referrals.mostHint')}
            inputMode="numeric"
            {...form.getInputProps('mostPerInviter')}
          />
          <TextInput
            readOnly={!mayChange}
            label={t('referrals.waitDays')}
            description={t('referrals.waitHint')}
            inputMode="numeric"
            {...form.getInputProps('waitDays')}
          />
        </SimpleGrid>
        <FormFailure failure={form.failure} />
        {mayChange && (
          <Group justify="flex-end">
            <Button type="submit" loading={form.isSending} disabled={!isDirty}>
              {t('referrals.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
