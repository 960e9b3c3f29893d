import { Button, Card, Group, Radio, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import {
  HoursFields,
  Rows,
  unreadableHours,
  useOtherAmount,
  useSellerTax,
  useTaxRule,
} from '~/features/prices/index.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { FIELDS, type Medium, type Prices, type PricesForm, formOf, pricesOf, secondsOf, wholeOf } from './model.ts';
import { usePricesWriter } from './queries.ts';

const MAX_ROWS = 8;

/** Sessions, tiers, hours and free minutes. Saved as a whole; refusals stand at their field. */
export function PricesEditor({ kept }: { kept: Prices }) {
  const { t } = useTranslation(['pro', 'common', 'prices']);
  const save = usePricesWriter();
  const tax = useSellerTax();
  const otherAmount = useOtherAmount();
  const form = useProblemForm<PricesForm>(
    {
      initialValues: formOf(kept),
      validate: (values) => ({
        ...unreadable(values.sessions, 'sessions', 'minutes', wholeOf, t('prices.wrongMinutes')),
        ...unreadable(values.sessions, 'sessions', 'priceMinor', parseMoney, t('profile.rateInvalid')),
        ...unreadable(values.tiers, 'tiers', 'afterMinutes', wholeOf, t('prices.wrongMinutes')),
        ...unreadable(values.tiers, 'tiers', 'ratePerMinuteMinor', parseMoney, t('profile.rateInvalid')),
        ...unreadableHours(values.hours, 'hours', t('prices:hours.wrong')),
        ...(secondsOf(values.freeMinutes) === undefined ? { freeMinutes: t('prices.wrongFree') } : {}),
      }),
    },
    FIELDS,
  );
  const { sessions, tiers, hours } = form.values;
  const send = form.send(async (values) => {
    const saved = formOf(await save(pricesOf(values)));
    form.setValues(saved);
    form.resetDirty(saved);
    notifications.show({ message: t('prices.saved'), color: 'success' });
    announce(t('prices.saved'));
  });
  const mediumField = (value: Medium, onChange: (medium: Medium) => void) => (
    <Select
      label={t('prices.medium')}
      w={150}
      allowDeselect={false}
      data={(['voice', 'video'] as const).map((medium) => ({ value: medium, label: t(`medium.${medium}`) }))}
      value={value}
      onChange={(medium) => onChange(medium === 'video' ? 'video' : 'voice')}
    />
  );
  const field = (
    label: string,
    path: string,
    value: string,
    set: (text: string) => void,
    inputMode: 'numeric' | 'decimal',
  ) => (
    <TextInput
      label={label}
      // Below the field, so that those of a row stay in line.
      description={inputMode === 'decimal' ? otherAmount(parseMoney(value), tax) : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      w={150}
      required
      inputMode={inputMode}
      value={value}
      error={form.errors[path]}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="lg">
        <Section title={t('prices.sessions')} text={t('prices.sessionsText')}>
          <Limits kept={kept} />
          <Rows
            title={t('prices.sessionsList')}
            rows={sessions}
            max={MAX_ROWS}
            onChange={(rows) => form.setFieldValue('sessions', rows)}
            next={(last) => ({ medium: last?.medium ?? 'voice', minutes: last ? '' : '30', priceMinor: '' })}
            addLabel={t('prices.addSession')}
            removeLabel={({ minutes }) => t('prices.removeSession', { minutes })}
          >
            {(row, set, i) => (
              <>
                {mediumField(row.medium, (medium) => set({ medium }))}
                {field(
                  t('prices.minutes'),
                  `sessions.${i}.minutes`,
                  row.minutes,
                  (minutes) => set({ minutes }),
                  'numeric',
                )}
                {field(
                  t('prices.sessionPrice'),
                  `sessions.${i}.priceMinor`,
                  row.priceMinor,
                  (priceMinor) => set({ priceMinor }),
                  'decimal',
                )}
              </>
            )}
          </Rows>
        </Section>
        <Section title={t('prices.tiers')} text={t('prices.tiersText')}>
          <Rows
            title={t('prices.tiersList')}
            rows={tiers}
            max={MAX_ROWS}
            onChange={(rows) => form.setFieldValue('tiers', rows)}
            next={(last) => ({
              medium: last?.medium ?? 'voice',
              afterMinutes: last ? '' : '10',
              ratePerMinuteMinor: '',
            })}
            addLabel={t('prices.addTier')}
            removeLabel={({ afterMinutes }) => t('prices.removeTier', { minutes: afterMinutes })}
          >
            {(row, set, i) => (
              <>
                {mediumField(row.medium, (medium) => set({ medium }))}
                {field(
                  t('prices.afterMinutes'),
                  `tiers.${i}.afterMinutes`,
                  row.afterMinutes,
                  (afterMinutes) => set({ afterMinutes }),
                  'numeric',
                )}
                {field(
                  t('prices.tierRate'),
                  `tiers.${i}.ratePerMinuteMinor`,
                  row.ratePerMinuteMinor,
                  (ratePerMinuteMinor) => set({ ratePerMinuteMinor }),
                  'decimal',
                )}
              </>
            )}
          </Rows>
        </Section>
        <Section title={t('prices.free')} text={t('prices.freeText')}>
          <TextInput
            label={t('prices.freeMinutes')}
            description={t('prices.freeHint')}
            maw={260}
            {...form.getInputProps('freeMinutes')}
          />
          <Radio.Group label={t('prices.freePer')} {...form.getInputProps('freePer')}>
            <Stack gap="xs" mt="xs">
              <Radio value="pair" label={t('prices.freePair')} />
              <Radio value="call" label={t('prices.freeCall')} />
            </Stack>
          </Radio.Group>
        </Section>
        <Section title={t('prices:hours.section')} text={t('prices:hours.text')}>
          <HoursFields
            list="hours"
            rows={hours}
            errors={form.errors}
            timeZone={kept.timeZone}
            onChange={(rows) => form.setFieldValue('hours', rows)}
          />
        </Section>
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" size="md" loading={form.isSending}>
            {t('common:action.save')}
          </Button>
          {form.isDirty() && (
            <Text size="sm" c="dimmed">
              {t('schedule.unsaved')}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** Rows whose text cannot be read, at their field. */
function unreadable<T, K extends keyof T & string>(
  rows: readonly T[],
  list: string,
  member: K,
  read: (text: string) => number | undefined,
  words: string,
): Record<string, string> {
  return Object.fromEntries(
    rows.flatMap((row, i) => (read(String(row[member])) === undefined ? [[`${list}.${i}.${member}`, words]] : [])),
  );
}

function Section({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Stack>
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {children}
      </Stack>
    </Card>
  );
}

/** What the licensee allows, where it limits prices. */
function Limits({ kept: { rateMinMinor: min, rateMaxMinor: max } }: { kept: Prices }) {
  const { t } = useTranslation('pro');
  const tax = useTaxRule()(useSellerTax());
  if (min === null && max === null) return null;
  return (
    <Text size="sm">
      {min !== null && max !== null
        ? t('profile.rateBetween', { min: money(min), max: money(max) })
        : min === null
          ? t('profile.rateAtMost', { max: money(max ?? 0) })
          : t('profile.rateAtLeast', { min: money(min) })}{' '}
      {t('prices.limitsText')} {tax}
    </Text>
  );
}
