import { Alert, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { dateTime, editableMoney, money, parseMoney, percent } from '~/shared/format.ts';
import { DataView, FormFailure, LoadingState, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type StoredValue, setCeilings, useStoredValue } from './use-stored-value.ts';

const CEILINGS = [
  ['topUpMaxMinor', 'single'],
  ['maxBalanceMinor', 'balance'],
  ['topUpDayMaxMinor', 'day'],
  ['topUpYearMaxMinor', 'year'],
] as const;
type Ceiling = (typeof CEILINGS)[number][0];

/** Who issues the balance of users, and what the licensee may let them put into it. */
export function StoredValueSection({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const query = useStoredValue(id);
  return (
    <Section title={t('storedValue.title')} intro={query.data && t('storedValue.intro', { issuer: query.data.issuer })}>
      <DataView query={query} loading={<LoadingState lines={3} height={40} />}>
        {(storedValue) => (
          <Stack>
            <Volume storedValue={storedValue} />
            <CeilingsForm id={id} storedValue={storedValue} />
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

/** What all users topped up within twelve months, against what an authority is told of. */
function Volume({ storedValue: { volume, isOperator } }: { storedValue: StoredValue }) {
  const { t } = useTranslation('ops');
  if (volume === null) return null;
  const { euroMinor, limitMinor, reachedPercent, unrated, countedAt } = volume;
  const list = unrated.map((one) => money(one.amountMinor, one.currency)).join(', ');
  return (
    <Stack gap="xs" data-testid="issuer-volume">
      <Text fw={500}>{t('storedValue.volume')}</Text>
      <Text>
        {t('storedValue.volumeOf', {
          amount: money(euroMinor, 'EUR'),
          limit: money(limitMinor, 'EUR'),
          percent: percent(Math.floor((euroMinor * 10_000) / limitMinor)),
        })}
      </Text>
      {reachedPercent !== null && (
        <Alert
          variant="outline"
          color={reachedPercent === 100 ? 'danger' : 'warning'}
          icon={<CircleAlert aria-hidden />}
        >
          {t(`storedValue.reached.${reachedPercent}`)}
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {[
          ...(isOperator ? [t('storedValue.ofOperator')] : []),
          ...(list === '' ? [] : [t('storedValue.unrated', { list })]),
          ...(countedAt === null ? [] : [t('storedValue.countedAt', { at: dateTime(countedAt) })]),
        ].join(' ')}
      </Text>
    </Stack>
  );
}

function CeilingsForm({ id, storedValue }: { id: string; storedValue: StoredValue }) {
  const { t } = useTranslation('ops');
  const { currency, ceilings, caps } = storedValue;
  const amount = (typed: string): number | null | undefined =>
    typed.trim() === '' ? null : parseMoney(typed, currency) || undefined;
  const wrong = (typed: string): string | null => (amount(typed) === undefined ? t('storedValue.wrong') : null);
  const form = useProblemForm<Record<Ceiling, string> & { reason: string }>({
    initialValues: {
      ...(Object.fromEntries(
        CEILINGS.map(([name]) => [name, ceilings[name] === null ? '' : editableMoney(ceilings[name], currency)]),
      ) as Record<Ceiling, string>),
      reason: '',
    },
    validate: {
      topUpMaxMinor: wrong,
      maxBalanceMinor: wrong,
      topUpDayMaxMinor: wrong,
      topUpYearMaxMinor: wrong,
      reason: (value) => (value.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null),
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        await setCeilings(id, {
          topUpMaxMinor: amount(values.topUpMaxMinor) ?? null,
          maxBalanceMinor: amount(values.maxBalanceMinor) ?? null,
          topUpDayMaxMinor: amount(values.topUpDayMaxMinor) ?? null,
          topUpYearMaxMinor: amount(values.topUpYearMaxMinor) ?? null,
          reason: values.reason.trim(),
        });
        form.setFieldValue('reason', '');
        notify(t('storedValue.saved'));
      })}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {CEILINGS.map(([name, cap]) => (
            <TextInput
              key={name}
              label={t(`storedValue.${cap}`, { currency })}
              description={t('storedValue.inForce', { value: money(caps[`${cap}Minor`], currency) })}
              placeholder={t('storedValue.none')}
              inputMode="decimal"
              {...form.getInputProps(name)}
            />
          ))}
        </SimpleGrid>
        <TextInput label={t('reason.label')} required maxLength={300} {...form.getInputProps('reason')} />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('storedValue.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
