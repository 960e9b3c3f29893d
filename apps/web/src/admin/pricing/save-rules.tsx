import { Button, Card, Group, Radio, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useTranslation } from 'react-i18next';
import { localeTag } from '~/shared/i18n.ts';
import { FormFailure, type useProblemForm } from '~/shared/ui/index.ts';
import type { RulesValues } from './fields.ts';

interface SaveRulesProps {
  readonly form: ReturnType<typeof useProblemForm<RulesValues>>;
  readonly hasPlanned: boolean;
}

/** Now, or from a day on. */
export function SaveRules({ form, hasPlanned }: SaveRulesProps) {
  const { t } = useTranslation('admin');
  const { when } = form.values;
  const zone = new Intl.DateTimeFormat(localeTag(), { timeZoneName: 'long' })
    .formatToParts(new Date())
    .find(({ type }) => type === 'timeZoneName')?.value;
  return (
    <Card withBorder>
      <Stack>
        <Radio.Group label={t('pricing.when.label')} {...form.getInputProps('when')}>
          <Stack gap="xs" mt="xs">
            <Radio value="now" label={t('pricing.when.now')} />
            <Radio value="later" label={t('pricing.when.later')} />
          </Stack>
        </Radio.Group>
        {when === 'later' && (
          <DateTimePicker
            label={t('pricing.when.day')}
            description={t('pricing.when.zone', { zone })}
            minDate={new Date()}
            clearable={false}
            maw={320}
            timePickerProps={{
              'aria-label': t('pricing.when.time'),
              hoursInputLabel: t('pricing.when.hours'),
              minutesInputLabel: t('pricing.when.minutes'),
            }}
            submitButtonProps={{ 'aria-label': t('pricing.when.take') }}
            {...form.getInputProps('effectiveAt')}
          />
        )}
        {when === 'later' && hasPlanned && <Text>{t('pricing.when.onlyOne')}</Text>}
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button type="submit" loading={form.isSending}>
            {t(when === 'later' ? 'pricing.plan' : 'pricing.save')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
