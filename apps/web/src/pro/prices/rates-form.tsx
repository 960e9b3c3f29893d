import { Button, Card, Group, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import type { MyAdvisor } from '../live/queries.ts';
import { FIELDS, changedRates, ratesOf, rateOf } from '../profile/model.ts';
import { useProfileWriter } from '../profile/queries.ts';
import { useRateErrors } from '../profile/rate-errors.ts';
import { RateFields } from './rate-fields.tsx';

type RatesValues = { voiceRate: string; videoRate: string };

/** The price of a minute by kind of call. */
export function RatesForm({ advisor }: { advisor: MyAdvisor }) {
  const { t } = useTranslation(['pro', 'common']);
  const { save } = useProfileWriter();
  const rateErrors = useRateErrors();
  const invalidRate = (text: string) => (rateOf(text) === undefined ? t('profile.rateInvalid') : null);
  const form = useProblemForm<RatesValues>(
    { initialValues: ratesOf(advisor), validate: { voiceRate: invalidRate, videoRate: invalidRate } },
    FIELDS,
  );
  const send = form.send(async (values) => {
    const change = changedRates(values, advisor);
    try {
      const saved = ratesOf(await save(change));
      form.setValues(saved);
      form.resetDirty(saved);
    } catch (error) {
      if (!isProblem(error, 'rate-outside-limits')) throw error;
      form.setErrors(rateErrors(change, error.extensions));
      return;
    }
    notifications.show({ message: t('prices.saved'), color: 'success' });
    announce(t('prices.saved'));
  });
  return (
    <Card withBorder component="section" aria-labelledby="rates">
      <form onSubmit={send}>
        <Stack>
          <Title order={2} size="h4" id="rates">
            {t('prices.rates')}
          </Title>
          <RateFields
            currency={advisor.currency}
            values={form.values}
            inputOf={(name) => form.getInputProps(name) as object}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('prices.saveRates')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
