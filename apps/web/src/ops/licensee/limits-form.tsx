import { Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type LicenseeDetails, setLimits } from './use-licensee.ts';

const MOST = 1_000_000;

/** An empty field is no limit. */
const limitOf = (typed: number | string): number | null => (typeof typed === 'number' ? typed : null);

export function LimitsForm({ licensee: { id, limits, usage } }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation(['ops', 'common']);
  const form = useProblemForm<{ maxAdvisors: number | string; maxConcurrentCalls: number | string; reason: string }>({
    initialValues: {
      maxAdvisors: limits.maxAdvisors ?? '',
      maxConcurrentCalls: limits.maxConcurrentCalls ?? '',
      reason: '',
    },
    validate: { reason: (value) => (value.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null) },
  });
  const { maxAdvisors, maxConcurrentCalls } = form.values;
  const isBelowUse =
    (limitOf(maxAdvisors) ?? MOST) < usage.advisors || (limitOf(maxConcurrentCalls) ?? MOST) < usage.liveCalls;
  const common = {
    min: 0,
    max: MOST,
    allowDecimal: false,
    allowNegative: false,
    clampBehavior: 'strict',
    hideControls: true,
    placeholder: t('limits.none'),
  } as const;
  return (
    <Section title={t('limits.title')} intro={t('limits.intro')}>
      <form
        noValidate
        onSubmit={form.send(async (values) => {
          await setLimits(id, {
            maxAdvisors: limitOf(values.maxAdvisors),
            maxConcurrentCalls: limitOf(values.maxConcurrentCalls),
            reason: values.reason.trim(),
          });
          form.setFieldValue('reason', '');
          notify(t('limits.saved'));
        })}
      >
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NumberInput
              label={t('limits.advisors')}
              description={t('limits.inUse', { used: number(usage.advisors) })}
              {...common}
              {...form.getInputProps('maxAdvisors')}
            />
            <NumberInput
              label={t('limits.calls')}
              description={t('limits.inUse', { used: number(usage.liveCalls) })}
              {...common}
              {...form.getInputProps('maxConcurrentCalls')}
            />
          </SimpleGrid>
          <Text size="sm" role="status">
            {isBelowUse ? t('limits.belowUse') : ''}
          </Text>
          <TextInput label={t('reason.label')} required maxLength={300} {...form.getInputProps('reason')} />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('limits.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
