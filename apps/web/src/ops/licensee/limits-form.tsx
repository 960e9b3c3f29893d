import { Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type LicenseeDetails, setLimits } from './use-licensee.ts';

const MOST = 1_000_000;
const NAMES = ['maxAdvisors', 'maxUsers', 'maxConcurrentCalls', 'maxApiPerMinute', 'maxStorageMb'] as const;
type Limit = (typeof NAMES)[number];

/** An empty field is no limit. */
const limitOf = (typed: number | string): number | null => (typeof typed === 'number' ? typed : null);

export function LimitsForm({ licensee: { id, limits, usage } }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation(['ops', 'common']);
  const form = useProblemForm<Record<Limit, number | string> & { reason: string }>({
    initialValues: {
      ...(Object.fromEntries(NAMES.map((name) => [name, limits[name] ?? ''])) as Record<Limit, number | string>),
      reason: '',
    },
    validate: { reason: (value) => (value.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null) },
  });
  const used: Partial<Record<Limit, number>> = {
    maxAdvisors: usage.advisors,
    maxUsers: usage.users,
    maxConcurrentCalls: usage.liveCalls,
  };
  const isBelowUse = NAMES.some((name) => (limitOf(form.values[name]) ?? MOST) < (used[name] ?? 0));
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
            maxUsers: limitOf(values.maxUsers),
            maxConcurrentCalls: limitOf(values.maxConcurrentCalls),
            maxApiPerMinute: limitOf(values.maxApiPerMinute),
            maxStorageMb: limitOf(values.maxStorageMb),
            reason: values.reason.trim(),
          });
          form.setFieldValue('reason', '');
          notify(t('limits.saved'));
        })}
      >
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {NAMES.map((name) => (
              <NumberInput
                key={name}
                label={t(`limits.${name}`)}
                description={used[name] === undefined ? undefined : t('limits.inUse', { used: number(used[name]) })}
                {...common}
                {...form.getInputProps(name)}
              />
            ))}
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
