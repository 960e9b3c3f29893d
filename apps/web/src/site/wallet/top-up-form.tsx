import { Button, Checkbox, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { minutesFor, money } from '~/shared/format.ts';
import { FormFailure } from '~/shared/ui/index.ts';
import { useCardName } from './card-name.ts';
import { NEW_CARD, OWN_AMOUNT, amountOf, useTopUpForm } from './use-top-up-form.ts';
import { type Card, useLastCall } from './wallet.ts';

/** "about 8 min with Ada": minutes at the price of the last call. */
function useMinutes(): (amountMinor: number) => string | undefined {
  const { t } = useTranslation('site');
  const { pricing } = useBrand().site;
  const { data: last } = useLastCall();
  return (amountMinor) =>
    last
      ? t('topUp.minutes', {
          count: minutesFor(amountMinor, last.ratePerMinuteMinor, pricing.connectionFeeMinor),
          name: last.advisorName,
        })
      : undefined;
}

/** Amount, card, and one button that says what is charged (S5.2). */
export function TopUpForm({ cards }: { cards: readonly Card[] }) {
  const { t } = useTranslation('site');
  const { presetsMinor, minMinor, maxMinor } = useBrand().site.topUp;
  const minutes = useMinutes();
  const cardName = useCardName();
  const { form, pay, cardOf, isBusy } = useTopUpForm(cards);
  const values = form.getValues();
  const card = cardOf(values);
  const amount = amountOf(values);
  return (
    <form onSubmit={pay} noValidate>
      <Stack>
        <Radio.Group label={t('topUp.amount')} {...form.getInputProps('choice')}>
          <Stack gap="xs" mt="xs">
            {presetsMinor.map((preset) => (
              <Radio key={preset} value={preset.toString()} label={money(preset)} description={minutes(preset)} />
            ))}
            <Radio value={OWN_AMOUNT} label={t('topUp.own')} />
          </Stack>
        </Radio.Group>
        {values.choice === OWN_AMOUNT && (
          <TextInput
            label={t('topUp.ownAmount')}
            description={t('topUp.range', { min: money(minMinor), max: money(maxMinor) })}
            inputMode="decimal"
            autoComplete="transaction-amount"
            required
            {...form.getInputProps('amount')}
          />
        )}
        {cards.length > 0 && (
          <Radio.Group label={t('topUp.payWith')} {...form.getInputProps('card')} value={card}>
            <Stack gap="xs" mt="xs">
              {cards.map((saved) => (
                <Radio key={saved.id} value={saved.id} label={cardName(saved)} />
              ))}
              <Radio value={NEW_CARD} label={t('topUp.newCard')} />
            </Stack>
          </Radio.Group>
        )}
        {card === NEW_CARD && (
          <>
            <Text size="sm">{t('topUp.hosted')}</Text>
            <Checkbox
              label={t('topUp.saveCard')}
              description={t('topUp.saveCardText')}
              {...form.getInputProps('saveCard', { type: 'checkbox' })}
            />
          </>
        )}
        <Text size="sm" c="dimmed">
          {t('topUp.tax')}
        </Text>
        <FormFailure failure={form.failure} />
        <Button type="submit" size="md" loading={isBusy}>
          {amount === undefined ? t('topUp.pay') : t('topUp.payAmount', { amount: money(amount) })}
        </Button>
      </Stack>
    </form>
  );
}
